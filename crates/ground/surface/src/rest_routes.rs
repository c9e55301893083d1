//! The routes of a REST part and their description, from one list: a running server needs the routes alone, so that nothing of
//! the description is built, touched or even linked where nobody asks for it.

/// Makes two functions from one list of handlers, each annotated with `utoipa::path`: the routes as an [`axum::Router`], and
/// their part of the OpenAPI document. Handlers of one path stand in one line.
///
/// ```ignore
/// rest_routes! {
///     pub(crate) fn routes() -> Router<CompanionState>;
///     pub fn document() -> OpenApi;
///     sessions::list, sessions::start;
///     sessions::active;
/// }
/// ```
#[macro_export]
macro_rules! rest_routes {
    (
        $(#[$routes_doc:meta])* $routes_vis:vis fn $routes:ident() -> Router<$state:ty>;
        $(#[$document_doc:meta])* $document_vis:vis fn $document:ident() -> OpenApi;
        $( $( $first:ident $( :: $rest:ident )* ),+ ; )+
    ) => {
        $(#[$routes_doc])*
        $routes_vis fn $routes() -> ::axum::Router<$state> {
            use ::utoipa_axum::PathItemExt as _;
            let mut router = ::axum::Router::new();
            $( $(
                let path = ::utoipa_axum::routes!(@path [path()] of $first $( :: $rest )*);
                for method in ::utoipa_axum::routes!(@path [methods()] of $first $( :: $rest )*) {
                    let handler = ::axum::routing::on(method.to_method_filter(), $first $( :: $rest )*);
                    router = router.route(&path, handler);
                }
            )+ )+
            router
        }

        $(#[$document_doc])*
        #[must_use]
        $document_vis fn $document() -> ::utoipa::openapi::OpenApi {
            ::utoipa_axum::router::OpenApiRouter::<$state>::new()
                $( .routes(::utoipa_axum::routes!($( $first $( :: $rest )* ),+)) )+
                .into_openapi()
        }
    };
}
