//! Which of the two media types a client takes (GraphQL over HTTP, "Media Types").

use http::{HeaderMap, header};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: a document that cannot run is 400.
    GraphQl,
    /// `application/json`: such a document is answered with 200 and `errors`.
    Json,
}

impl Media {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What `Accept` prefers; `application/json` where it says nothing. None when it takes neither.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let said: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        if said.is_empty() {
            return Some(Self::Json);
        }
        let mut best: Option<(f32, Self)> = None;
        for range in said.iter().flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let kind = match parts.next().unwrap_or("").to_ascii_lowercase().as_str() {
                "application/graphql-response+json" => Self::GraphQl,
                "application/json" | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            if quality > 0.0 && best.is_none_or(|(than, _)| quality > than) {
                best = Some((quality, kind));
            }
        }
        best.map(|(_, kind)| kind)
    }

    /// Whether a person's browser asks for a page.
    pub(super) fn wants_page(headers: &HeaderMap) -> bool {
        headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::Media;

    fn accepted(text: &str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert("accept", text.parse().expect("a header"));
        Media::accepted(&headers)
    }

    #[test]
    fn the_preferred_type_wins_and_a_strange_one_is_refused() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(accepted("*/*"), Some(Media::Json));
        assert_eq!(accepted("application/graphql-response+json, application/json;q=0.9"), Some(Media::GraphQl));
        assert_eq!(accepted("application/json, application/graphql-response+json;q=0.9"), Some(Media::Json));
        assert_eq!(accepted("application/graphql-response+json; charset=utf-8, */*;q=0.1"), Some(Media::GraphQl));
        assert_eq!(accepted("text/html, application/json;q=0"), None);
    }
}
