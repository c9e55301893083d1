//! The stable codes of refusals: each crate lists its own as `CODES`, `docs/codes.md` is made of all lists, and a test in
//! each crate compares its list with its source.

/// A code and what it means, in a sentence for people who program against us.
pub type Code = (&'static str, &'static str);

/// The codes of the ground and of `footlights_base`, which every system may answer with.
pub const CODES: &[Code] = &[
    ("already_issued", "The answer to this idempotency key held a secret, which is shown only once."),
    ("bad_character", "A control character or NUL in a text."),
    ("bad_cursor", "The cursor does not belong to this list."),
    ("bad_idempotency_key", "The Idempotency-Key header is not one string of 1 to 255 visible ASCII characters."),
    ("bad_upgrade", "A request for a WebSocket that is none."),
    ("batching_unsupported", "Several GraphQL operations in one request; send several requests."),
    ("body_too_large", "The body is larger than the limit."),
    ("claim_lost", "A job took too long and runs elsewhere now."),
    ("content_type", "The body must be JSON and say so."),
    ("cross_site", "A browser session was used from another site, or without the header X-Footlights-CSRF: 1."),
    ("disconnected", "The socket is gone."),
    ("document_changed", "Somebody else changed it in the meantime; load it again."),
    ("document_too_large", "A stored document above its limit."),
    ("given_twice", "The same field stands twice in one object."),
    ("graphql_invalid", "A GraphQL document that cannot run: its text, a field or a variable in it is wrong."),
    ("idempotency_key_reused", "The idempotency key was used with another request."),
    ("in_progress", "A request with this idempotency key is still being worked on; Retry-After says when to come back."),
    ("internal", "Something broke on our side; the instance names it in the log."),
    ("invalid_fields", "Fields of the input are wrong; errors names each."),
    ("invalid_payload", "The payload of a socket event is missing or does not fit."),
    ("job_too_large", "The payload of a job above its limit."),
    ("lease_lost", "Another node has taken this over."),
    ("malformed_json", "The body is not JSON, or not UTF-8."),
    ("method_not_allowed", "The path exists, but not with this method."),
    ("missing", "A required field is missing."),
    ("name_too_long", "A channel, counter or place with a name above its limit."),
    ("not_acceptable", "Accept names no media type this is answered in."),
    ("not_dead", "The dead letter has been replayed already, or is just being replayed."),
    ("not_found", "Unknown, or not the caller's own."),
    ("not_in_subscription", "A field of a subscription that depends on who asks; ask for it by a query."),
    ("not_one_of", "A value that is not among the allowed ones."),
    ("not_valid", "A value that does not fit its field."),
    ("overloaded", "More work is waiting than the limit; Retry-After says when to come back."),
    ("persisted_query_mismatch", "A persisted query whose hash is not that of its text, or of another version."),
    ("persisted_query_not_found", "A persisted query this node does not know; send its text along."),
    ("query_too_complex", "A GraphQL query that costs more points than the limit."),
    ("query_too_deep", "A GraphQL query nested deeper than the limit."),
    ("query_too_long", "The text of a GraphQL query above its limit."),
    ("rate_limited", "Too many requests; Retry-After says when to come back."),
    ("role_required", "The account lacks a role."),
    ("scope_required", "The token lacks a scope."),
    ("shutting_down", "This node is stopping; another one, or the next start, answers."),
    ("snapshot_out_of_order", "There is a newer snapshot, or no such entry."),
    ("subscription_needs_socket", "A GraphQL subscription asked for over plain HTTP."),
    ("timed_out", "No answer was ready in time."),
    ("too_deep", "JSON nested too deeply."),
    ("too_large", "A socket's event above its limit; what is larger goes by HTTP."),
    ("too_long", "A text above its limit."),
    ("too_many_aliases", "More aliases in a GraphQL query than the limit."),
    ("too_many_feeds", "The account follows as many topics by GraphQL and gRPC as it may on one node."),
    ("too_many_operations", "The socket has as many operations open as one may."),
    ("too_many_root_fields", "More fields at the top of a GraphQL operation than the limit; a subscription has one."),
    ("too_many_topics", "The socket follows as many topics as one may."),
    ("too_short", "A text below its limit."),
    ("too_slow", "The body of an upload comes more slowly than anybody waits for."),
    ("unauthenticated", "No credentials, or ones that do not count."),
    ("unavailable", "Not possible at the moment."),
    ("unknown_event", "The namespace knows no such event."),
    ("unknown_field", "A field the command does not have."),
    ("unknown_operation", "operationName names no operation of the document, or is missing where there are several."),
    ("wrong_type", "A value of another JSON type, or out of range."),
];

/// `docs/codes.md` from each crate's name and codes.
#[must_use]
pub fn codes_page(parts: &[(&str, &[Code])]) -> String {
    let mut page = String::from(
        "# Codes\n\nEvery refusal carries a stable `code`, the same on every surface. \
         Generated from the `CODES` of each crate; do not edit.\n",
    );
    for (name, codes) in parts {
        page.push_str(&format!("\n## {name}\n\n| code | meaning |\n| --- | --- |\n"));
        let mut sorted: Vec<_> = codes.iter().collect();
        sorted.sort_unstable();
        for (code, meaning) in sorted {
            page.push_str(&format!("| `{code}` | {meaning} |\n"));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_code_of_the_ground_is_listed() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = ["src", "../../base/src", "../store/src", "../cluster/src", "../realtime/src"].map(|folder| here.join(folder));
        footlights_testkit::assert_codes_are_listed(&folders.each_ref().map(|folder| folder.as_path()), super::CODES, &[], 15);
    }
}
