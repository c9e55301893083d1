//! Pictures, decoded within limits and written anew.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::MediaType;

/// The widest and highest picture, in pixels: twice what a 4K scene shows would be waste.
const SIDE_MAX: u32 = 4_096;
/// The most memory one decoding may take, in bytes: one picture of that size and its copy.
const DECODE_BYTES_MAX: u64 = 160 * 1024 * 1024;
/// The most pixels all frames of a moving picture may have together: half a minute of 640 by 360 at 30 a second fits.
const FRAME_PIXELS_MAX: u64 = 256 * 1024 * 1024;
/// The quality of a photograph that is written anew, of 100.
const JPEG_QUALITY: u8 = 90;

pub(super) fn media_type(content: &[u8]) -> Option<MediaType> {
    match image::guess_format(content).ok()? {
        ImageFormat::Png => Some(MediaType::Png),
        ImageFormat::Jpeg => Some(MediaType::Jpeg),
        ImageFormat::Gif => Some(MediaType::Gif),
        ImageFormat::WebP => Some(MediaType::Webp),
        _ => None,
    }
}

/// The same picture without anything else that travelled with it, or what is wrong with it.
pub(super) fn clean(kind: MediaType, content: Vec<u8>) -> Result<Vec<u8>, String> {
    let anew = match kind {
        MediaType::Gif => watch_all(GifDecoder::new(Cursor::new(&content)))?,
        MediaType::Webp if moves(&content)? => watch_all(WebPDecoder::new(Cursor::new(&content)))?,
        _ => Some(write(kind, &decode(&content)?)?),
    };
    Ok(anew.unwrap_or(content))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    limits
}

/// The picture as it is meant to be seen: turned as its camera was held.
fn decode(content: &[u8]) -> Result<DynamicImage, String> {
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().map_err(|error| error.to_string())?;
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| told(&error))?;
    let orientation = decoder.orientation().map_err(|error| told(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| told(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn write(kind: MediaType, picture: &DynamicImage) -> Result<Vec<u8>, String> {
    let mut out = Cursor::new(Vec::new());
    let written = match kind {
        MediaType::Jpeg => picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)),
        MediaType::Webp => picture.to_rgba8().write_to(&mut out, ImageFormat::WebP),
        _ => picture.to_rgba8().write_to(&mut out, ImageFormat::Png),
    };
    written.map_err(|error| told(&error))?;
    Ok(out.into_inner())
}

fn moves(content: &[u8]) -> Result<bool, String> {
    WebPDecoder::new(Cursor::new(content)).map(|decoder| decoder.has_animation()).map_err(|error| told(&error))
}

/// Decodes every frame; there is no other way to know that all of it is a picture.
fn watch_all<'a, D: ImageDecoder + AnimationDecoder<'a>>(decoder: Result<D, ImageError>) -> Result<Option<Vec<u8>>, String> {
    let mut decoder = decoder.map_err(|error| told(&error))?;
    decoder.set_limits(limits()).map_err(|error| told(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let mut seen = 0;
    for frame in decoder.into_frames() {
        frame.map_err(|error| told(&error))?;
        seen += pixels;
        if seen > FRAME_PIXELS_MAX {
            return Err("This picture moves for too long; make it smaller or shorter.".to_owned());
        }
    }
    if seen == 0 {
        return Err("This picture has no frame.".to_owned());
    }
    Ok(None)
}

fn told(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => format!("A picture has at most {SIDE_MAX} × {SIDE_MAX} pixels."),
        _ => "This picture cannot be decoded; it is damaged.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::{DynamicImage, Frame, ImageFormat, RgbaImage};

    use super::{MediaType, SIDE_MAX, clean, media_type};

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let drawn = DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 7, 255])));
        let drawn = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(drawn.to_rgb8()) } else { drawn };
        drawn.write_to(&mut out, format).expect("written");
        out.into_inner()
    }

    fn moving(frames: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = GifEncoder::new(&mut out);
        for _ in 0..frames {
            encoder.encode_frame(Frame::new(RgbaImage::new(8, 8))).expect("written");
        }
        drop(encoder);
        out
    }

    #[test]
    fn nothing_but_pixels_comes_through() {
        for (format, kind) in
            [(ImageFormat::Png, MediaType::Png), (ImageFormat::Jpeg, MediaType::Jpeg), (ImageFormat::WebP, MediaType::Webp)]
        {
            let mut sent = picture(20, 10, format);
            sent.extend_from_slice(b"<script>alert(1)</script>");
            assert_eq!(media_type(&sent), Some(kind));
            let kept = clean(kind, sent).expect("a picture");
            assert_eq!(media_type(&kept), Some(kind));
            assert!(!kept.windows(7).any(|window| window == b"<script"), "{kind:?}");
            let seen = image::load_from_memory(&kept).expect("still a picture");
            assert_eq!((seen.width(), seen.height()), (20, 10));
        }
    }

    #[test]
    fn a_moving_picture_is_watched_to_its_end() {
        let whole = moving(3);
        assert_eq!(clean(MediaType::Gif, whole.clone()).expect("moves"), whole);
        assert!(clean(MediaType::Gif, whole[..whole.len() - 20].to_vec()).is_err());
    }

    #[test]
    fn bombs_are_refused_before_they_go_off() {
        let mut bomb = picture(8, 8, ImageFormat::Png);
        // The head says 60,000 pixels a side; its checksum with it.
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert!(clean(MediaType::Png, bomb).is_err());
        let wide = picture(SIDE_MAX + 1, 1, ImageFormat::Png);
        assert!(clean(MediaType::Png, wide).expect_err("too wide").contains("4096"));
        let mut gif = moving(1);
        gif[6..10].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert!(clean(MediaType::Gif, gif).is_err());
        for damaged in [&b"\x89PNG\r\n\x1a\n"[..], b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8X", b"\xff\xd8\xff\xe0\0\x10JFIF"] {
            let kind = media_type(damaged).expect("it says what it is");
            assert!(clean(kind, damaged.to_vec()).is_err(), "{kind:?}");
        }
    }
}
