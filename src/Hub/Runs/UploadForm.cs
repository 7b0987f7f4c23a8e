using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VoiceSmith.Studio.DataSets;

namespace VoiceSmith.Hub.Runs;

/// <summary>Reads a form with files (multipart/form-data), part by part.</summary>
internal static class UploadForm
{
    private const string Fix = "Send multipart/form-data with the fields name and licence, and the files.";

    /// <exception cref="UploadRefusedException">VS4032: it is no such form.</exception>
    public static async IAsyncEnumerable<UploadPart> ReadAsync(
        HttpRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary
        )
            throw new UploadRefusedException("It is no form with files.", Fix);
        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw new UploadRefusedException("A part of the form has no name.", Fix);
            var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
            yield return new(
                HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "",
                disposition.IsFileDisposition() ? HeaderUtilities.RemoveQuotes(file).Value ?? "" : null,
                section.Body
            );
        }
    }
}
