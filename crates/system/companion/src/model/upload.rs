//! What creators upload: pictures, sounds, films. What a file is, its content says; what a sender calls it counts for nothing.
//!
//! A picture is decoded as a whole, within limits, and written anew, so that nothing travels in it but its pixels. A moving
//! picture is decoded frame by frame and kept as it is: it is served as a picture and nothing else.

mod image;

use footlights_base::{ErrorKind, FieldError, Rejection};

use super::AssetId;
use footlights_surface::words;

/// The largest file, in bytes.
pub(crate) const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;

words!(
    /// What a stored file is served as.
    MediaType {
        /// A picture.
        Png = "image/png",
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A picture that may move.
        Gif = "image/gif",
        /// A picture that may move.
        Webp = "image/webp",
        /// Sound.
        Mp3 = "audio/mpeg",
        /// Sound.
        Ogg = "audio/ogg",
        /// Sound.
        Wav = "audio/wav",
        /// A film.
        Webm = "video/webm",
    }
);

impl MediaType {
    /// The end of a file's name.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
            Self::Webm => "webm",
        }
    }
}

/// A stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its id, by which it is fetched.
    pub id: AssetId,
    /// What it is.
    pub media_type: MediaType,
    /// Its size in bytes.
    pub byte_count: u64,
}

/// The part a file plays in an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRole {
    /// To look at.
    Image,
    /// To hear.
    Sound,
    /// To watch.
    Video,
}

/// A file that may be kept.
#[derive(Clone)]
pub(crate) struct CheckedFile {
    pub(crate) media_type: MediaType,
    pub(crate) content: Vec<u8>,
}

/// Checks a file by its content. Takes as long as decoding a picture does, so not on a thread that others wait for.
pub(crate) fn check_upload(role: UploadRole, content: Vec<u8>) -> Result<CheckedFile, Rejection> {
    if content.len() > FILE_BYTES_MAX {
        return Err(file_too_large(role));
    }
    let known = match role {
        UploadRole::Image => image::media_type(&content),
        UploadRole::Sound => sound(&content),
        UploadRole::Video => video(&content),
    };
    let media_type = known.ok_or_else(|| unknown(role))?;
    if role != UploadRole::Image {
        return Ok(CheckedFile { media_type, content });
    }
    let clean = image::clean(media_type, content);
    let detail = |detail| Rejection::fields(vec![FieldError { field: "/image".into(), code: "not_valid", detail }]);
    let content = clean.map_err(|fault| detail(fault.into()))?;
    if content.len() > FILE_BYTES_MAX {
        return Err(file_too_large(role));
    }
    Ok(CheckedFile { media_type, content })
}

pub(crate) fn file_too_large(role: UploadRole) -> Rejection {
    let detail = format!("{} has more than {} MiB; make it smaller.", role.the_file(), FILE_BYTES_MAX / (1024 * 1024));
    Rejection::new(ErrorKind::TooLarge, "file_too_large", detail)
}

fn unknown(role: UploadRole) -> Rejection {
    let wanted = match role {
        UploadRole::Image => "PNG, JPEG, GIF or WebP",
        UploadRole::Sound => "MP3, Ogg or WAV",
        UploadRole::Video => "WebM",
    };
    Rejection::new(ErrorKind::UnsupportedMedia, "file_type_unknown", format!("{} is none of {wanted}.", role.the_file()))
}

impl UploadRole {
    /// The field it is sent in.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Sound => "sound",
            Self::Video => "video",
        }
    }

    const fn the_file(self) -> &'static str {
        match self {
            Self::Image => "The image",
            Self::Sound => "The sound",
            Self::Video => "The video",
        }
    }
}

fn sound(content: &[u8]) -> Option<MediaType> {
    match content {
        [b'O', b'g', b'g', b'S', ..] => Some(MediaType::Ogg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(MediaType::Wav),
        // A tag, or the first frame at once: eleven set bits, then no reserved version, layer 3, no free or bad rate.
        [b'I', b'D', b'3', ..] => Some(MediaType::Mp3),
        [0xff, second, third, ..] if second & 0xe6 == 0xe2 && second & 0x18 != 0x08 && !matches!(third >> 4, 0 | 15) => {
            Some(MediaType::Mp3)
        }
        _ => None,
    }
}

/// EBML with the document type `webm` in its head (Matroska, RFC 8794 and 9559).
fn video(content: &[u8]) -> Option<MediaType> {
    const DOC_TYPE: &[u8] = b"\x42\x82\x84webm";
    let head = content.get(..content.len().min(64))?;
    let webm = head.starts_with(b"\x1a\x45\xdf\xa3") && head.windows(DOC_TYPE.len()).any(|window| window == DOC_TYPE);
    webm.then_some(MediaType::Webm)
}

#[cfg(test)]
mod tests {
    use super::{FILE_BYTES_MAX, MediaType, UploadRole, check_upload};

    fn code(role: UploadRole, content: &[u8]) -> &'static str {
        check_upload(role, content.to_vec()).err().expect("refused").code
    }

    #[test]
    fn content_decides_what_a_file_is() {
        let webm = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87";
        for (role, content, expected) in [
            (UploadRole::Sound, &b"OggS\0\x02"[..], MediaType::Ogg),
            (UploadRole::Sound, b"RIFF\x24\0\0\0WAVEfmt ", MediaType::Wav),
            (UploadRole::Sound, b"ID3\x04\0", MediaType::Mp3),
            (UploadRole::Sound, b"\xff\xfb\x90\x64\0", MediaType::Mp3),
            (UploadRole::Video, webm, MediaType::Webm),
        ] {
            let checked = check_upload(role, content.to_vec()).expect("known");
            assert_eq!((checked.media_type, &*checked.content), (expected, content));
        }
    }

    #[test]
    fn what_is_something_else_is_refused() {
        let matroska = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska";
        for (role, content) in [
            (UploadRole::Image, &b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"[..]),
            (UploadRole::Image, b"<html><script>1</script>"),
            (UploadRole::Image, b""),
            (UploadRole::Sound, b"<html>"),
            (UploadRole::Sound, b"\xff\xd8\xff\xe0"),
            (UploadRole::Sound, b"\xff\xfb\xf0"),
            (UploadRole::Sound, b"RIFF\x24\0\0\0AVI "),
            (UploadRole::Video, matroska),
            (UploadRole::Video, b"\0\0\0\x18ftypmp42"),
        ] {
            assert_eq!(code(role, content), "file_type_unknown", "{content:?}");
        }
        assert_eq!(code(UploadRole::Sound, &[b"ID3".to_vec(), vec![0; FILE_BYTES_MAX]].concat()), "file_too_large");
    }
}
