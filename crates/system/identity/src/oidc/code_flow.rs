//! The authorization code flow with PKCE: where to send the browser, and what its code is worth when it comes back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Rejection, Timestamp};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, SignatureVerificationError, TokenResponse as _,
};
use serde_json::{Map, Value};

use super::issuer::{Issuer, Provider, unavailable};
use super::{Attempt, Person, refused};

/// Signatures we accept on ID tokens: only such that the issuer alone can make.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 7] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

impl Issuer {
    /// The address at the issuer where the browser signs in.
    pub(crate) async fn authorize_url(&self, attempt: &Attempt, redirect: &str, now: Timestamp) -> Result<String, Rejection> {
        let provider = self.provider(now).await?;
        let client = self.client(&provider).set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(unavailable)?);
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let (url, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(["profile", "email"].map(|scope| Scope::new(scope.to_owned())))
            .url();
        Ok(url.to_string())
    }

    /// Exchanges the code for an ID token and checks everything about it.
    pub(crate) async fn exchange(&self, code: String, attempt: &Attempt, redirect: &str, now: Timestamp) -> Result<Person, Rejection> {
        let provider = self.provider(now).await?;
        let client = self.client(&provider).set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(unavailable)?);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(unavailable)?;
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let response = request.set_pkce_verifier(verifier).request_async(&self.http).await.map_err(refused)?;
        let token = response.id_token().ok_or_else(|| refused("no ID token came"))?;
        let nonce = Nonce::new(attempt.nonce.clone());
        let checked = match check(&self.client(&provider), token, &nonce, now) {
            // Perhaps the issuer has begun to sign with a new key.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let newer = self.newer_than(&provider, now).await?;
                check(&self.client(&newer), token, &nonce, now)
            }
            checked => checked,
        };
        let claims = checked.map_err(refused)?;
        let expires_at = Timestamp::from_millis(claims.expiration().timestamp_millis());
        Ok(Person::from_claims(&self.settings, claims.subject(), &payload(token), expires_at))
    }

    fn client(&self, provider: &Provider) -> Client {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        CoreClient::from_provider_metadata(provider.metadata.clone(), id, secret)
    }
}

/// A client whose addresses come from discovery.
type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// Issuer, audience, signature, expiry and nonce.
fn check(client: &Client, token: &CoreIdToken, nonce: &Nonce, now: Timestamp) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let now = chrono::DateTime::from_timestamp_millis(now.as_millis()).unwrap_or_default();
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
    token.claims(&verifier, nonce).cloned()
}

/// All claims of a token that was checked, also those the protocol does not name.
fn payload(token: &CoreIdToken) -> Map<String, Value> {
    let text = token.to_string();
    let body = text.split('.').nth(1).and_then(|body| URL_SAFE_NO_PAD.decode(body).ok());
    body.and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default()
}
