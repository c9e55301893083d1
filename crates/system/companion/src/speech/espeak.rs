//! espeak-ng and, where it is installed, ffmpeg to make its sound small.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use footlights_program::{Program, ProgramError, Programs};
use tokio::sync::OnceCell;

use super::wav::Samples;
use super::{PLAIN_VOICE, SOUND_BYTES_INSIDE_MAX, SOUND_BYTES_LINKED_MAX};
use crate::outlet::{Format, Sound};

/// The longest a text may take to be spoken or made small.
const TIME_OUT: Duration = Duration::from_secs(10);
/// The most espeak-ng may say, in bytes: 90 seconds.
const WAV_BYTES_MAX: usize = 4 << 20;
/// The most the list of voices may be, in bytes.
const VOICES_BYTES_MAX: usize = 256 << 10;

/// Speaks with espeak-ng.
pub(super) struct Espeak {
    path: PathBuf,
    ffmpeg: PathBuf,
    programs: Programs,
    time_out: Duration,
    /// ffmpeg was not there when it was last wanted.
    no_ffmpeg: AtomicBool,
    /// The names of its voices, once it has said them: who lists them takes no place from what is spoken.
    voices: OnceCell<Vec<String>>,
}

/// Why nothing was spoken.
#[derive(Debug, thiserror::Error)]
pub(super) enum EspeakError {
    /// The program did not do it.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// What came out is no sound.
    #[error("what espeak-ng wrote is no sound")]
    NoSound,
    /// It does not fit even when it is made small.
    #[error("the sound is too large")]
    TooLarge,
}

impl Espeak {
    pub(super) fn new(path: PathBuf, ffmpeg: PathBuf, programs: Programs, time_out: Option<Duration>) -> Self {
        Self { path, ffmpeg, programs, time_out: time_out.unwrap_or(TIME_OUT), no_ffmpeg: AtomicBool::new(false), voices: OnceCell::new() }
    }

    /// Speaks a text; in the plain voice when the wanted one is not installed.
    pub(super) async fn speak(&self, text: &str, voice: &str) -> Result<Sound, EspeakError> {
        let said = match self.programs.run(&self.program(voice), text.as_bytes()).await {
            Err(ProgramError::Failed { .. }) if voice != PLAIN_VOICE => {
                self.programs.run(&self.program(PLAIN_VOICE), text.as_bytes()).await?
            }
            said => said?,
        };
        let samples = Samples::read(&said).ok_or(EspeakError::NoSound)?;
        self.small(&samples).await
    }

    /// The names of its voices.
    pub(super) async fn voices(&self) -> Result<Vec<String>, EspeakError> {
        self.voices.get_or_try_init(|| self.ask_for_voices()).await.cloned()
    }

    async fn ask_for_voices(&self) -> Result<Vec<String>, EspeakError> {
        let asked =
            Program { path: self.path.clone(), args: vec!["--voices".into()], time_out: self.time_out, output_bytes_max: VOICES_BYTES_MAX };
        let listed = self.programs.run(&asked, b"").await?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let names = listed.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1));
        let mut voices: Vec<String> = names.filter(|name| super::is_voice(name)).map(str::to_owned).collect();
        voices.sort_unstable();
        voices.dedup();
        Ok(voices)
    }

    fn program(&self, voice: &str) -> Program {
        // The text comes by standard input: it is nobody's argument, and no list of processes shows it.
        let args = ["--stdin", "--stdout", "-b", "1", "-v", voice].map(str::to_owned).to_vec();
        Program { path: self.path.clone(), args, time_out: self.time_out, output_bytes_max: WAV_BYTES_MAX }
    }

    /// As Opus where ffmpeg is; else as it is when that fits into a frame; else with half the rate and 8 bits.
    async fn small(&self, samples: &Samples) -> Result<Sound, EspeakError> {
        let duration_ms = Some(samples.duration_ms());
        let whole = samples.wav();
        if let Some(opus) = self.opus(&whole).await {
            return Ok(Sound { format: Format::Opus, bytes: opus.into(), duration_ms });
        }
        let wav = if whole.len() <= SOUND_BYTES_INSIDE_MAX { whole } else { samples.small_wav() };
        if wav.len() > SOUND_BYTES_LINKED_MAX {
            return Err(EspeakError::TooLarge);
        }
        Ok(Sound { format: Format::Wav, bytes: Bytes::from(wav), duration_ms })
    }

    async fn opus(&self, wav: &[u8]) -> Option<Vec<u8>> {
        if self.no_ffmpeg.load(Ordering::Relaxed) {
            return None;
        }
        let args = "-hide_banner -loglevel error -f wav -i pipe:0 -map_metadata -1 -ac 1 -c:a libopus -b:a 24k -f ogg pipe:1";
        let encode = Program {
            path: self.ffmpeg.clone(),
            args: args.split(' ').map(str::to_owned).collect(),
            time_out: TIME_OUT,
            output_bytes_max: SOUND_BYTES_LINKED_MAX,
        };
        match self.programs.run(&encode, wav).await {
            Ok(opus) if opus.starts_with(b"OggS") => Some(opus),
            Ok(_) => None,
            Err(error) => {
                if matches!(error, ProgramError::NotStarted { .. }) {
                    self.no_ffmpeg.store(true, Ordering::Relaxed);
                }
                tracing::info!(%error, "a sound is sent as WAV");
                None
            }
        }
    }
}
