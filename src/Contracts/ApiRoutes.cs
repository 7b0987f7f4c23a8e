namespace VoiceSmith.Contracts;

/// <summary>Paths of the HTTP API.</summary>
public static class ApiRoutes
{
    /// <summary>POST <see cref="SpeakTextRequest"/>: a WAV file.</summary>
    public const string Speak = "/api/speak";

    /// <summary>POST <see cref="ExplainRequest"/>: <see cref="Explanation"/>.</summary>
    public const string Explain = "/api/explain";

    /// <summary>
    /// GET: <see cref="VoiceInfo"/>s. POST a .voice file with <see cref="PublishRequest"/> as query:
    /// <see cref="Publication"/>.
    /// </summary>
    public const string Voices = "/api/voices";

    /// <summary>GET: <see cref="DataSet"/>s. POST a form with files: <see cref="DataSet"/>.</summary>
    public const string DataSets = "/api/datasets";

    /// <summary>GET: <see cref="Run"/>s. POST <see cref="RunRequest"/>: <see cref="Run"/>.</summary>
    public const string Runs = "/api/runs";

    /// <summary>GET: "Healthy" once the server speaks.</summary>
    public const string Health = "/health";
}

/// <summary>Response headers of POST /api/speak.</summary>
public static class SpeakHeaders
{
    /// <summary>Version of the voice.</summary>
    public const string ModelVersion = "VoiceSmith-Model-Version";

    /// <summary>Id of the utterance, for votes.</summary>
    public const string Utterance = "VoiceSmith-Utterance";

    /// <summary>Notices, one a line, percent-encoded; absent for none.</summary>
    public const string Notices = "VoiceSmith-Notices";
}
