//! `params!`: the parameters of one statement, typed by the words they come from.

/// The parameters `$1, $2 …` of a statement, as `&[Value]`: `params![id, amount, &name, Option::<i64>::None, at]`.
///
/// Takes whole numbers up to 64 bits, `f64`, `bool`, text, bytes, ids, `Timestamp`, `Currency`, `Topic`, each also as
/// `Option`. Text by reference costs no allocation.
#[macro_export]
macro_rules! params {
    () => {
        &[] as &[$crate::Value<'_>]
    };
    ($($word:expr),+ $(,)?) => {
        &[$($crate::IntoValue::into_value($word)),+] as &[$crate::Value<'_>]
    };
}
