using System.Collections.Frozen;

namespace VoiceSmith.Contracts;

/// <summary>One error code: the HTTP status it is answered with, and its row in docs/errors.md.</summary>
/// <param name="Code">The code, such as VS2002.</param>
/// <param name="Status">The HTTP status; 500 for errors that are not the client's to fix.</param>
/// <param name="Meaning">Meaning of the error, in Markdown.</param>
/// <param name="Fix">Remedy, in Markdown.</param>
/// <param name="OpenAiParam">The member of an OpenAI speech request that causes it; null if none always does.</param>
public sealed record ErrorEntry(string Code, int Status, string Meaning, string Fix, string? OpenAiParam = null);

/// <summary>All error codes of VoiceSmith. A test holds docs/errors.md to it.</summary>
public static class ErrorCatalogue
{
    /// <summary>The code of an unexpected error.</summary>
    public const string Unexpected = "VS4000";

    private const int ServerError = 500;

    /// <summary>Every code, in order.</summary>
    public static IReadOnlyList<ErrorEntry> All { get; } =
    [
        new(
            "VS1010",
            500,
            "A voice needs espeak-ng to say how words sound, and espeak-ng is not there or fails.",
            "Install espeak-ng, or speak with a voice that was trained here."
        ),
        new("VS1020", 500, "A line given to `voicesmith split` is no JSON string.", "Write one JSON string a line."),
        new(
            "VS1021",
            500,
            "A line of a batch to be spoken is not of the form `id|text`.",
            "Write one `id|text` a line, with an id that can name a file."
        ),
        new("VS1022", 500, "A batch to be spoken cannot be read.", "Name a text file of lines `id|text`."),
        new(
            "VS1030",
            400,
            "A lexicon of a user's own has a line that cannot be read; the error says line and column.",
            "Write a word, a blank, and its sounds in ARPAbet or IPA, or a pattern: `\"SKU \\d+\" -> digits`."
        ),
        new(
            "VS1031",
            500,
            "A line given to `voicesmith homograph` is not homograph, start, end and sentence, parted by tabs.",
            "Write such lines."
        ),
        new(
            "VS1032",
            500,
            "A correction given to `voicesmith explain --say` is not of the form word=sounds.",
            "Write `--say \"tomato=T AH0 M AA1 T OW0\"`."
        ),
        new(
            "VS2001",
            500,
            "`VOICESMITH_LIBTORCH` names a folder that does not exist.",
            "Name the folder that holds libtorch_cpu.so of libtorch 2.10, or unset the variable."
        ),
        new(
            "VS2002",
            422,
            "A checkpoint's tensors do not fit the model that its manifest describes; the error lists them.",
            "Load it with the configuration it was saved with."
        ),
        new("VS2003", 422, "A safetensors file is damaged or of another format.", "Fetch or export it again."),
        new(
            "VS2004",
            422,
            "A file or folder is no voice, or is damaged, or of another version.",
            "Pack the voice again with `voicesmith voice pack`, or fetch it again."
        ),
        new("VS2005", 500, "This build carries no default voice.", "Name a voice folder or a .voice file."),
        new(
            "VS2010",
            500,
            "A PyTorch file cannot be read: it is damaged, older than PyTorch 1.6, or asks for more than data.",
            "Fetch it again, or load it in PyTorch and save its state_dict with torch.save."
        ),
        new(
            "VS2011",
            500,
            "A PyTorch file was read, but holds no network that can become part of a voice, or one whose shapes"
                + " contradict each other.",
            "Import a checkpoint of DelightfulTTS, UnivNet or HiFi-GAN."
        ),
        new(
            "VS3001",
            500,
            "A folder holds no prepared data, or data of another version.",
            "Run `voicesmith prepare CORPUS --out DIR` and name that DIR."
        ),
        new(
            "VS3002",
            500,
            "A folder is not a checkpoint.",
            "Name a folder `step-NNNNNNNN` or `best` below the folder given to `train --out`."
        ),
        new(
            "VS3003",
            500,
            "A loss or its gradient is not a finite number; nothing was moved. The error names step, batch, term"
                + " and parameters, and a file below `diagnostics` that says more.",
            "Resume from the last checkpoint with a lower learning rate or gradient clip, or train with"
                + " `--on-non-finite skip`; and look at the data of that step."
        ),
        new(
            "VS3004",
            500,
            "There are no recordings to train on: all are for validation, or none is as long as a segment.",
            "Prepare more or longer recordings, or train with shorter segments."
        ),
        new(
            "VS3005",
            500,
            "A folder cannot be read as a corpus.",
            "Name the folder that a known corpus was unpacked to, or lay yours out as LJ Speech does:"
                + " metadata.csv with `id|text` lines, and wavs/ID.wav."
        ),
        new(
            "VS3006",
            500,
            "A checkpoint of one kind of network was given where another is needed.",
            "Name a checkpoint of the kind that the error names."
        ),
        new(
            "VS3007",
            500,
            "A checkpoint is damaged: the hash of a file differs from that in its manifest.",
            "Use the checkpoint before it."
        ),
        new(
            "VS3008",
            500,
            "CUDA was requested and is not available.",
            "Build with `-p:TorchBackend=cuda-linux` or `cuda-windows`, or train with `--accelerator cpu`."
        ),
        new(
            "VS3009",
            422,
            "A voice or recordings do not fit for fine-tuning: packed without training parts, of unknown data,"
                + " or prepared with other mel frames, symbols or speakers.",
            "Pack the voice with `--with-training-parts` or name its acoustic checkpoint; prepare the recordings"
                + " with this program."
        ),
        new(
            "VS3010",
            500,
            "A corpus is longer than allowed.",
            "Prepare less of it, or raise the limit: Training:MaxDuration in a server."
        ),
        new(
            "VS3011",
            500,
            "An option of preparation or training is out of its range.",
            "Choose a value in the range that the error gives."
        ),
        new(
            "VS3012",
            500,
            "The folder of a new run holds an earlier one.",
            "Continue that run with `--resume`, replace it with `--restart`, or name another folder."
        ),
        new(
            "VS3013",
            500,
            "There is no checkpoint in the folder of the run to be resumed, or it is of another kind of network.",
            "Name the folder given to `train --out` before, with the command that started the run, or start a new run "
                + "without `--resume`."
        ),
        new("VS3014", 500, "The folder of a run cannot be written.", "Name a folder that can be created or written."),
        new(
            "VS3015",
            500,
            "A corpus was prepared, and none of its recordings can be trained on; the error counts the reasons.",
            "Correct what the reasons say, or name the layout with `--layout`."
        ),
        new(
            "VS3016",
            500,
            "A run is resumed with options that make other networks than it began with: other discriminators, for "
                + "example.",
            "Give the options that the run began with, or begin another with `--from`."
        ),
        new(
            "VS4000",
            500,
            "The server failed in a way that it has no words for.",
            "See its log, and report what it says."
        ),
        new(
            "VS4001",
            404,
            "A request names a voice that is not there.",
            "Ask for one of the voices that the error lists, or for none.",
            "voice"
        ),
        new(
            "VS4002",
            503,
            "As many utterances are being spoken as the deployment allows, or as its processors can serve in"
                + " real time.",
            "Try again after the seconds that the error names, or raise Streaming:MaxUtterances or"
                + " Streaming:MaxLoad."
        ),
        new(
            "VS4003",
            413,
            "A text is longer than one utterance may be.",
            "Send it in several utterances, or raise Streaming:MaxTextLength.",
            "input"
        ),
        new(
            "VS4004",
            400,
            "A text has no word in it that could be said.",
            "Send a text with at least one word.",
            "input"
        ),
        new(
            "VS4005",
            400,
            "Speed, pitch, energy, pauses, speaker, lead, delay or first sample is out of its range.",
            "Choose a value in the range that the error gives.",
            "speed"
        ),
        new(
            "VS4006",
            500,
            "A voice's networks gave something that is no speech. The utterance ends, others go on.",
            "Speak with another voice or an earlier version of it."
        ),
        new(
            "VS4007",
            500,
            "The server cannot listen where it was told to.",
            "Stop the program that listens there, or choose another place with --urls."
        ),
        new(
            "VS4008",
            500,
            "Node.js, which builds the web page, was not found.",
            "Install Node.js 20.19 or newer, or build with -p:BuildWebClient=false."
        ),
        new(
            "VS4009",
            500,
            "An option of the server cannot be read, or is out of its range; the error says which.",
            "Correct it in appsettings.json, in the environment or on the command line."
        ),
        new(
            "VS4010",
            503,
            "The server is being shut down: it ends what is being said and begins nothing new.",
            "Try again in a few seconds, at this server or another."
        ),
        new(
            "VS4011",
            404,
            "An utterance that is to be replaced or taken up again has ended on this connection, was too long"
                + " ago, or never was.",
            "Speak the text again; take up an utterance within Streaming:KeepUtterances."
        ),
        new(
            "VS4012",
            409,
            "A request wants a version of a voice that neither speaks nor is kept nor is still being heard.",
            "Speak the text again from its beginning with the version that there is."
        ),
        new(
            "VS4013",
            503,
            "More utterances of one connection would wait for their turn than may.",
            "Wait until one has been said, or raise Streaming:MaxQueued."
        ),
        new(
            "VS4014",
            422,
            "A voice did not pass the gate: the error lists what was found. The voice that spoke before goes on.",
            "Train it further; if only its speed was refused, try again when the machine is less busy."
        ),
        new(
            "VS4015",
            409,
            "There is no earlier version of a voice to go back to.",
            "Publish the version that is wanted."
        ),
        new(
            "VS4016",
            400,
            "Voices are to speak on a device that is not there.",
            "Set `Streaming:Device` to `cpu`, `auto`, `cuda` or `cuda:N`; `voicesmith doctor` shows the devices,"
                + " [gpu.md](gpu.md) how to get CUDA."
        ),
        new(
            "VS4020",
            413,
            "A voice's file has more bytes than the server takes.",
            "Raise Voices:MaxFileBytes, or pack the voice without the parts for training."
        ),
        new(
            "VS4021",
            422,
            "A file has the form of a voice, but its networks cannot be built.",
            "Pack the voice again with `voicesmith voice pack`."
        ),
        new(
            "VS4022",
            400,
            "A voice's name is empty, longer than 60 characters, or has control characters.",
            "Give it another name."
        ),
        new(
            "VS4023",
            404,
            "A version of a voice is asked for that is not kept, or whose file is damaged.",
            "Choose another of its versions, or publish its file again."
        ),
        new(
            "VS4024",
            500,
            "No server answers where a command looks for one.",
            "Start it with `voicesmith serve`, or name its address with --server."
        ),
        new(
            "VS4025",
            500,
            "The connection to a server was lost during an utterance that cannot be resumed: with maxDelay or"
                + " followVersions its samples depend on time, or the client does not reconnect.",
            "Speak the text again."
        ),
        new(
            "VS4026",
            400,
            "A request is not JSON, not an object, or a member of it has a value of another type; the error"
                + " names the member.",
            "Send what [api.md](api.md) describes."
        ),
        new(
            "VS4027",
            400,
            "A text, or a piece of one, is null, of another type, or has half of a surrogate pair.",
            "Send strings of whole characters.",
            "input"
        ),
        new(
            "VS4028",
            404,
            "A model is asked for at `/v1` that is not there.",
            "Ask for one that `GET /v1/models` lists.",
            "model"
        ),
        new(
            "VS4029",
            404,
            "Nothing answers at a path, or the path takes other methods.",
            "See [api.md](api.md), or `/docs` on the server."
        ),
        new(
            "VS4030",
            503,
            "This server does not train: it was told not to, or another server has its folder.",
            "Set Training:Enabled to true, and give each server a Training:Folder of its own."
        ),
        new("VS4031", 404, "There is no data set or run of that id.", "Ask for the list, and name one of it."),
        new(
            "VS4032",
            400,
            "An upload was refused, and nothing of it is kept: it is no form, or holds a damaged archive, a"
                + " link, a name that leads elsewhere, or a file that is not what its name says.",
            "Send one zip, or sounds as WAV, FLAC, MP3, Ogg or M4A with their texts."
        ),
        new(
            "VS4033",
            413,
            "A data set is larger than the server takes: in bytes, files, unpacked bytes, or number of data sets.",
            "Send less, or raise the option that the error names."
        ),
        new("VS4034", 409, "A data set is being checked, or a run needs it.", "Wait, or stop that run."),
        new(
            "VS4035",
            403,
            "A request comes from a page of another site.",
            "Use the page that the server offers, or a program, or name the origin in Access:Origins."
        ),
        new(
            "VS4036",
            500,
            "The process for training could not be started.",
            "See that `dotnet` is on the PATH, or set Training:Place to Server."
        ),
        new(
            "VS4037",
            500,
            "The process that trains ended before its work. The server goes on.",
            "Resume the run: it goes on from its last checkpoint."
        ),
        new(
            "VS4038",
            400,
            "A run cannot be started as asked: consent, user or name is missing, a figure is out of range, or"
                + " the data set was not found fit.",
            "Send what the error names."
        ),
        new("VS4039", 503, "As many runs wait as may.", "Wait, stop one, or raise Training:MaxQueuedRuns."),
        new("VS4040", 409, "A run is in a state that does not allow what is asked.", "Ask for its state."),
        new(
            "VS4041",
            409,
            "A step is to be promoted whose checkpoint is not kept.",
            "Promote one that the error lists, or raise Training:KeepCheckpoints."
        ),
        new(
            "VS4042",
            500,
            "A run's folder could not be written: the disk is full, or it was taken away. The server goes on.",
            "Make room, and resume the run."
        ),
        new(
            "VS4043",
            409,
            "A run or a data set is to be deleted from which a version came that speaks or is being compared.",
            "Let another version speak first."
        ),
        new(
            "VS4044",
            500,
            "A run that the command line followed failed; the line says why.",
            "Fix the cause, and resume the run."
        ),
        new(
            "VS4045",
            507,
            "The server's disk is full, or its folder may not be written to. What was stored before is as it was.",
            "Free space on the server, or make its folder writable, and try again."
        ),
        new(
            "VS4046",
            422,
            "The reading of a text was to be explained for a voice whose words are turned into sounds by espeak-ng, which explains nothing.",
            "Ask for a voice that was trained here."
        ),
        new(
            "VS4050",
            401,
            "This server asks for a key, and the request has neither key nor token.",
            "Send `Authorization: Bearer KEY`; `voicesmith keys create` makes keys."
        ),
        new(
            "VS4051",
            401,
            "The key or token is unknown, expired or revoked.",
            "Ask whoever runs the server for one that holds."
        ),
        new("VS4052", 403, "The key or token has too narrow a scope.", "Use one with the scope that the error names."),
        new(
            "VS4053",
            429,
            "The caller has reached its limit of connections, utterances, characters or training.",
            "Try again after the seconds that the error names, or raise the option that it names."
        ),
        new(
            "VS4055",
            500,
            "The server would listen beyond this machine, and no key is configured.",
            "Make a key with `voicesmith keys create`, or open it to everybody with `--Access:Required false`."
        ),
        new(
            "VS4056",
            500,
            "The file of keys, or that of the hours of training beside it, cannot be read or written.",
            "See that it is whole and this user's, or name another with Access:Keys."
        ),
        new(
            "VS4057",
            500,
            "A key that is to be revoked is not there, or not the only one of its name.",
            "Name it by its id, which `voicesmith keys list` shows."
        ),
        new(
            "VS4060",
            500,
            "A Wyoming event cannot be read or followed. After one that cannot be read the connection is closed.",
            "Send each event as one line of JSON with a type, and as many bytes after it as it announces."
        ),
        new(
            "VS4061",
            500,
            "The Wyoming door would be open beyond this machine; the protocol has no keys.",
            "Name who may connect with Wyoming:Allow, or open the server with `--Access:Required false`."
        ),
        new("VS4062", 404, "A link to a sound has expired.", "Speak the text again, or raise Mcp:LinkLifetime."),
        new(
            "VS4070",
            500,
            "An option of Microsoft.Extensions.AI has a value that cannot be followed; the error names it.",
            "Choose a value that the error lists, or leave it out."
        ),
        new(
            "VS4080",
            503,
            "The Redis of a cluster does not answer: nothing new is begun, and what is being said goes on.",
            "Start Redis, or name another with Cluster:Redis; members come back by themselves."
        ),
        new(
            "VS4081",
            503,
            "A cluster has no worker whose voices are ready.",
            "Start a worker with the same Cluster:Redis and Cluster:Name."
        ),
        new(
            "VS4082",
            500,
            "Several workers in a row failed at the same place of an utterance.",
            "See the workers' logs: the text or the voice may bring a worker down."
        ),
        new(
            "VS4083",
            500,
            "A process of a cluster on this machine, as a benchmark starts one, could not be started; the error has what it said.",
            "Install redis-server, and see that the program runs by itself."
        ),
        new(
            "VS5001",
            500,
            "A file that should be WAV is not, is cut short, or contradicts itself.",
            "Export the sound again, or convert it with ffmpeg."
        ),
        new(
            "VS5002",
            500,
            "A WAV file holds samples in an encoding that is not read here.",
            "Convert it to 16-bit PCM, or install ffmpeg, which then decodes it."
        ),
        new(
            "VS5003",
            500,
            "A compressed sound file needs ffmpeg, which is not on the PATH.",
            "Install ffmpeg, or convert the sound to WAV."
        ),
        new(
            "VS5004",
            500,
            "Ffmpeg could not decode a sound file.",
            "See whether it plays elsewhere, and convert it to WAV."
        ),
        new(
            "VS5005",
            500,
            "A sound file has more samples than are held in memory at once.",
            "Cut it into shorter files."
        ),
        new(
            "VS5006",
            400,
            "A format is asked for that only ffmpeg encodes, and ffmpeg is not on the PATH.",
            "Install ffmpeg, or ask for wav, opus or pcm.",
            "response_format"
        ),
        new(
            "VS5007",
            500,
            "Ffmpeg could not encode a sound.",
            "Install an ffmpeg that has the encoder, or ask for wav, opus or pcm."
        ),
        new(
            "VS5008",
            500,
            "A sound cannot be written to a file: its folder is not there, may not be written to, or the disk is"
                + " full.",
            "Name a file in a folder that exists and that you may write to."
        ),
        new(
            "VS5009",
            500,
            "There is no program to play sound with.",
            "Install one of those that the error lists, or write the sound to a file."
        ),
        new(
            "VS5010",
            500,
            "A program that plays sound could not be started, or ended before the sound.",
            "See whether it plays another file, and whether the machine has an output device."
        ),
        new(
            "VS6001",
            500,
            "A file or folder named on the command line cannot be read or written; the error says which and why.",
            "Name one that exists, or that can be written."
        ),
        new(
            "VS6002",
            500,
            "A program that `voicesmith bench compare` was to measure cannot be built or run; the error has what was said.",
            "Name a commit of this repository, or a folder that contains `voicesmith.dll`."
        ),
    ];

    private static readonly FrozenDictionary<string, ErrorEntry> ByCode = All.ToFrozenDictionary(entry => entry.Code);

    /// <summary>The HTTP status of a code; 500 for an unknown one.</summary>
    public static int StatusOf(string code) => ByCode.TryGetValue(code, out var entry) ? entry.Status : ServerError;

    /// <summary>The member of an OpenAI speech request that causes a code; null for none.</summary>
    public static string? OpenAiParamOf(string code) => ByCode.GetValueOrDefault(code)?.OpenAiParam;

    /// <summary>
    /// An unexpected error, as clients are told of it: without its details, which the server's log has.
    /// </summary>
    public static VoiceSmithException ForClients(Exception? unexpected) =>
        new(Unexpected, "The server failed.", "Its log says why.", "Try again; if it stays, report it.", unexpected);
}
