//! WAV as espeak-ng writes it into a pipe: the sizes in its head are made up, since it did not know them yet.

/// Where the sizes stand in the head.
const HEAD_BYTES: usize = 44;

/// Sound as numbers: one channel, 16 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Samples {
    rate: u32,
    values: Vec<i16>,
}

impl Samples {
    /// From a WAV of one channel and 16 bits whose head may lie about sizes; none when it is anything else, or silent for want
    /// of samples.
    pub(super) fn read(wav: &[u8]) -> Option<Self> {
        if wav.get(..4)? != b"RIFF" || wav.get(8..16)? != b"WAVEfmt " || wav.get(36..40)? != b"data" {
            return None;
        }
        let number = |at: usize| wav.get(at..at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
        let (kind, channels, bits) = (number(20)?, number(22)?, number(34)?);
        let rate = u32::from_le_bytes(wav.get(24..28)?.try_into().ok()?);
        if (kind, channels, bits) != (1, 1, 16) || !(8_000..=48_000).contains(&rate) {
            return None;
        }
        let values: Vec<i16> = wav.get(HEAD_BYTES..)?.chunks_exact(2).map(|bytes| i16::from_le_bytes([bytes[0], bytes[1]])).collect();
        (!values.is_empty()).then_some(Self { rate, values })
    }

    /// How long it lasts.
    pub(super) fn duration_ms(&self) -> u64 {
        self.values.len() as u64 * 1_000 / u64::from(self.rate)
    }

    /// A whole WAV of 16 bits.
    pub(super) fn wav(&self) -> Vec<u8> {
        let body: Vec<u8> = self.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        whole(self.rate, 16, &body)
    }

    /// A WAV of a quarter of the size: half the rate, 8 bits. Two neighbours become one, which also takes off what is too
    /// high for the new rate.
    pub(super) fn small_wav(&self) -> Vec<u8> {
        let body: Vec<u8> = self
            .values
            .chunks(2)
            .map(|pair| pair.iter().map(|value| i32::from(*value)).sum::<i32>() / i32::try_from(pair.len()).unwrap_or(1))
            .map(byte)
            .collect();
        whole(self.rate / 2, 8, &body)
    }
}

/// 16 signed bits as 8 unsigned ones.
fn byte(value: i32) -> u8 {
    u8::try_from(((value + 128) >> 8) + 128).unwrap_or(u8::MAX)
}

fn whole(rate: u32, bits: u16, body: &[u8]) -> Vec<u8> {
    let block = bits / 8;
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    // A chunk of odd length is followed by one byte more.
    let padding = length % 2;
    let mut out = Vec::with_capacity(HEAD_BYTES + body.len() + 1);
    out.extend(b"RIFF");
    out.extend((36 + length + padding).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(rate.to_le_bytes());
    out.extend((rate * u32::from(block)).to_le_bytes());
    out.extend(block.to_le_bytes());
    out.extend(bits.to_le_bytes());
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    out.extend(body);
    out.extend(std::iter::repeat_n(0, padding as usize));
    out
}

#[cfg(test)]
mod tests {
    use super::{Samples, whole};

    fn piped(rate: u32, values: &[i16]) -> Vec<u8> {
        let body: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let mut wav = whole(rate, 16, &body);
        wav[4..8].copy_from_slice(&0x7fff_f024_u32.to_le_bytes());
        wav[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        wav
    }

    #[test]
    fn made_up_sizes_are_mended() {
        let samples = Samples::read(&piped(22_050, &[1, -2, 3, -4])).expect("a wav");
        let wav = samples.wav();
        assert_eq!(wav.len(), 44 + 8);
        assert_eq!((&wav[4..8], &wav[40..44]), (&44_u32.to_le_bytes()[..], &8_u32.to_le_bytes()[..]));
        assert_eq!(Samples::read(&wav), Some(samples));
    }

    #[test]
    fn a_small_one_has_a_quarter_of_the_bytes_and_the_same_length() {
        let samples = Samples::read(&piped(22_050, &vec![i16::MAX; 22_050])).expect("a wav");
        assert_eq!((samples.duration_ms(), samples.small_wav().len()), (1_000, 44 + 11_025 + 1));
        let loud = Samples { rate: 22_050, values: vec![i16::MIN, i16::MIN, 0, 0, i16::MAX, i16::MAX] };
        assert_eq!(loud.small_wav()[44..47], [0, 128, 255]);
    }

    #[test]
    fn what_is_no_such_wav_is_none() {
        let mut stereo = piped(22_050, &[1, 2]);
        stereo[22] = 2;
        for bytes in [&b""[..], b"RIFF", &[0; 100], &stereo, &piped(22_050, &[]), &piped(100, &[1])] {
            assert_eq!(Samples::read(bytes), None);
        }
    }
}
