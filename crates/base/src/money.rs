//! Money: whole minor units and an ISO 4217 currency, never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code, such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// The code is not an active ISO 4217 currency.
#[derive(Debug, thiserror::Error)]
#[error("not an ISO 4217 currency such as USD or EUR")]
pub struct CurrencyParseError;

/// Active ISO 4217 currencies that have no minor unit.
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Active ISO 4217 currencies with a thousandth as minor unit.
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
/// All other active ISO 4217 currencies: a hundredth.
const TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

fn listed(list: &str, code: &str) -> bool {
    list.split(' ').any(|known| known == code)
}

impl Currency {
    /// The United States dollar, the default where a creator has not chosen.
    pub const USD: Self = Self(*b"USD");

    /// `USD`
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is three ASCII letters")
    }

    /// How many decimals its minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn decimals(self) -> u32 {
        if listed(NO_DECIMALS, self.as_str()) {
            0
        } else if listed(THREE_DECIMALS, self.as_str()) {
            3
        } else {
            2
        }
    }
}

impl FromStr for Currency {
    type Err = CurrencyParseError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| CurrencyParseError)?;
        let known = [TWO_DECIMALS, NO_DECIMALS, THREE_DECIMALS].iter().any(|list| listed(list, code));
        if known { Ok(Self(bytes)) } else { Err(CurrencyParseError) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(Currency);

/// An amount of money in minor units (cents for USD).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole minor units; may be negative in a correction.
    pub amount_minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// A sum left the range of 64 bits, or two currencies were added.
#[derive(Debug, thiserror::Error)]
#[error("the amounts cannot be added")]
pub struct MoneyOverflow;

impl Money {
    /// Adds two amounts of one currency.
    ///
    /// # Errors
    /// When the currencies differ or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyOverflow> {
        if self.currency != other.currency {
            return Err(MoneyOverflow);
        }
        let amount_minor = self.amount_minor.checked_add(other.amount_minor).ok_or(MoneyOverflow)?;
        Ok(Self { amount_minor, currency: self.currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        let whole = self.amount_minor.unsigned_abs();
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        if decimals == 0 {
            return write!(f, "{sign}{whole} {}", self.currency);
        }
        write!(f, "{sign}{}.{:0width$} {}", whole / unit, whole % unit, self.currency, width = decimals as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money};

    fn money(amount_minor: i64, currency: &str) -> Money {
        Money { amount_minor, currency: currency.parse().expect("known currency") }
    }

    #[test]
    fn minor_units_follow_the_currency() {
        assert_eq!(money(1_050, "USD").to_string(), "10.50 USD");
        assert_eq!(money(1_050, "JPY").to_string(), "1050 JPY");
        assert_eq!(money(-1_050, "KWD").to_string(), "-1.050 KWD");
        assert_eq!(money(i64::MIN, "USD").to_string(), "-92233720368547758.08 USD");
    }

    #[test]
    fn unknown_codes_are_refused() {
        for bad in ["usd", "US", "USDX", "ZZZ", "", "É1", "DEM"] {
            assert!(bad.parse::<Currency>().is_err(), "{bad}");
        }
    }

    #[test]
    fn currencies_never_mix_and_sums_never_wrap() {
        assert!(money(1, "USD").plus(money(1, "EUR")).is_err());
        assert!(money(i64::MAX, "USD").plus(money(1, "USD")).is_err());
        assert_eq!(money(1, "USD").plus(money(2, "USD")).expect("fits"), money(3, "USD"));
    }
}
