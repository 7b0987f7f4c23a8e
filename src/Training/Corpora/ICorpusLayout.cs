namespace VoiceSmith.Training.Corpora;

/// <summary>A layout of corpora on disk.</summary>
internal interface ICorpusLayout
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>True if a folder looks like this layout. Reads few names and no sound.</summary>
    bool Fits(string folder);

    /// <summary>Lists the recordings.</summary>
    /// <exception cref="InvalidDataException">A list of the corpus is malformed.</exception>
    void Read(CorpusBuilder corpus);
}
