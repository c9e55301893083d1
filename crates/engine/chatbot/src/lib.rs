//! The chatbot as arithmetic: which persona answers what happened, why the others keep silent, and what is said.
//!
//! Owns: triggers, the choice among personas and templates, templates with variables, the taming of text from outside.
//! Does not know: databases, sockets, clocks, models. Time, chance and what was answered before are arguments, so the studio's
//! try-it box and a live message are decided by the very same code.
//!
//! The rules, each tested:
//! - One happening, one answer. Of the personas that could answer the first by position does; the others are outweighed.
//! - Within a persona its triggers are tried in their order, and a template is drawn by its weight.
//! - Every pattern runs in time linear in the message, and none is larger than a limit.

mod considered;
mod decide;
mod keyword;
mod persona;
mod tame;
mod template;
mod trigger;

pub use considered::{Considered, Outcome};
pub use decide::{Choice, Decision, History, decide};
pub use persona::{Happening, Persona, WeightedTemplate};
pub use tame::{cut, tame};
pub use template::{Template, TemplateError, Variables};
pub use trigger::{Trigger, TriggerError};
