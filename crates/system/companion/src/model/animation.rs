//! What the overlay can show besides alerts.

use footlights_base::define_id;

use super::words::words;

define_id!(
    /// An animation of a creator's own.
    CustomAnimationId
);

words!(
    /// What is shown.
    AnimationType {
        /// A burst of confetti.
        Confetti = "confetti",
        /// Hearts that rise.
        Hearts = "hearts",
        /// Rain of tokens.
        Rain = "rain",
        /// The creator's own.
        Custom = "custom",
    }
);
