namespace VoiceSmith.Training.Data.Layouts;

/// <summary>A way in which corpora lie on disk.</summary>
internal interface ICorpusLayout
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Whether a folder looks like it. Reads few names and no sound.</summary>
    bool Fits(string folder);

    /// <summary>Lists the recordings.</summary>
    /// <exception cref="InvalidDataException">A list is not what it should be.</exception>
    void Read(CorpusBuilder corpus);
}
