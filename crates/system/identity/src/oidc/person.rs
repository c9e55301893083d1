//! What an issuer says about a person.

use footlights_base::{AccountId, Timestamp};
use footlights_surface::Roles;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::config::OidcSettings;
use crate::model::id_from_key;

/// Groups that are looked at.
const GROUPS_MAX: usize = 200;

/// Somebody an issuer vouches for.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// SHA-256 of the issuer and its name for the person.
    pub(crate) key: [u8; 32],
    /// A username that would suit, not checked for being free.
    pub(crate) username: String,
    pub(crate) display_name: String,
    /// The roles the person's groups give; none when no map is configured.
    pub(crate) roles: Option<Roles>,
    pub(crate) expires_at: Timestamp,
}

impl Person {
    /// From the claims of a token that was checked.
    pub(crate) fn from_claims(settings: &OidcSettings, subject: &str, claims: &Map<String, Value>, expires_at: Timestamp) -> Self {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let email = text("email").and_then(|email| email.split('@').next());
        let username = plain(text("preferred_username").or(email).unwrap_or(""));
        let shown = text("name").or(text("preferred_username")).or(email).unwrap_or(&username);
        let display_name: String = shown.chars().filter(|letter| !letter.is_control()).take(64).collect();
        Self {
            key: Sha256::digest(format!("oidc\n{}\n{subject}", settings.issuer)).into(),
            username,
            display_name,
            roles: (!settings.role_map.is_empty()).then(|| roles(settings, claims)),
            expires_at,
        }
    }

    /// The account this person has, or will have.
    pub(crate) fn account_id(&self) -> AccountId {
        id_from_key(self.key)
    }
}

/// What of a name can stand in a username.
fn plain(name: &str) -> String {
    let kept: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "._-@+".contains(*letter)).take(48).collect();
    let kept = kept.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    if kept.is_empty() { "user".to_owned() } else { kept.to_owned() }
}

fn roles(settings: &OidcSettings, claims: &Map<String, Value>) -> Roles {
    let groups: Vec<&str> = match claims.get(&settings.role_claim) {
        Some(Value::String(one)) => one.split_whitespace().take(GROUPS_MAX).collect(),
        Some(Value::Array(several)) => several.iter().take(GROUPS_MAX).filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Roles::new(settings.role_map.iter().filter(|(group, _)| groups.contains(&group.as_str())).map(|(_, role)| *role))
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;
    use footlights_surface::{Role, Roles};
    use serde_json::json;

    use super::Person;
    use crate::config::OidcSettings;

    fn person(claims: &serde_json::Value) -> Person {
        let settings = OidcSettings {
            issuer: "https://issuer.example".into(),
            client_id: "us".into(),
            client_secret: None,
            role_claim: "groups".into(),
            role_map: vec![("crew".into(), Role::Creator), ("boss".into(), Role::Admin)],
        };
        Person::from_claims(&settings, "sub-1", claims.as_object().expect("object"), Timestamp::from_millis(0))
    }

    #[test]
    fn groups_give_roles_and_nothing_else_does() {
        assert_eq!(person(&json!({"groups": ["crew", "x"]})).roles, Some(Roles::new([Role::Creator])));
        assert_eq!(person(&json!({"groups": "boss crew"})).roles, Some(Roles::new([Role::Admin, Role::Creator])));
        for none in [json!({}), json!({"groups": {"crew": true}}), json!({"roles": ["boss"]}), json!({"groups": ["Boss"]})] {
            assert_eq!(person(&none).roles, Some(Roles::VIEWER));
        }
    }

    #[test]
    fn a_name_is_made_of_what_there_is() {
        assert_eq!(person(&json!({"preferred_username": "-Añna B!"})).username, "AnaB");
        let ana = person(&json!({"email": "ana@example.com", "name": "Ana\u{0} B"}));
        assert_eq!((ana.username.as_str(), ana.display_name.as_str()), ("ana", "Ana B"));
        assert_eq!(person(&json!({"preferred_username": "ñ"})).username, "user");
    }
}
