using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <content>Training in the reference form, in which the model aligns text and recording itself.</content>
public sealed partial class AcousticModel
{
    /// <summary>The whole model with the recording's own durations, pitch and energy, by its own alignment.</summary>
    /// <remarks>
    /// The decoder gets the recording's prosody, so that its encoders are trained; with <see
    /// cref="AcousticConfig.Compat"/> it gets the predicted prosody, as in the reference, where they are not.
    /// </remarks>
    /// <param name="batch">Recordings.</param>
    /// <returns>Mel, predictions and alignment, in the caller's dispose scope.</returns>
    public ReferenceOutput ForwardReference(ReferenceInput batch)
    {
        using var scope = NewDisposeScope();
        var (compat, frames) = (Config.Compat, batch.Mel.size(2));
        var padding = ReferenceEncoder.Padding(batch.PhonemeLengths, batch.Phonemes.size(1)); // [batch, phoneme]
        var (clear, melPadding) = (padding.unsqueeze(2), ReferenceEncoder.Padding(batch.MelLengths, frames));
        // [batch, 1, channel]
        var embedding = cat(
            [speaker_embed[batch.Speakers.narrow(1, 0, 1)], lang_embed[batch.Languages.narrow(1, 0, 1)]],
            2
        );
        var x = encoder.Forward(
            src_word_emb[batch.Phonemes.to(ScalarType.Int64)].masked_fill(clear, 0),
            embedding,
            padding,
            silentPadding: true
        );

        var recordedUtterance = ProsodyEncoder.Norm(utterance_prosody_encoder!.Forward(batch.Mel, batch.MelLengths));
        var recordedPhonemes = ProsodyEncoder.Norm(
            phoneme_prosody_encoder!.Forward(x, clear, batch.Mel, batch.MelLengths)
        );
        var utterance = UtteranceProsody(x, padding);
        var phonemes = ProsodyEncoder.Norm(phoneme_prosody_predictor.Forward(x, clear));
        x =
            x
            + u_bottle_out.call(compat ? utterance : recordedUtterance)
            + p_bottle_out.call(compat ? phonemes : recordedPhonemes);

        var alignment = aligner!.Align(
            x.transpose(1, 2),
            batch.Mel,
            batch.PhonemeLengths,
            batch.MelLengths,
            batch.Prior,
            compat
        );
        var logDurations = length_regulator.Predict(x.detach(), clear);
        var (pitch, pitchTarget) = (
            pitch_adaptor_conv.Predict(x, clear),
            Durations.AverageNonZero(batch.Pitch, alignment.Durations)
        );
        x = x + pitch_adaptor_conv.Embed(pitchTarget);
        var (energy, energyTarget) = (
            energy_adaptor.Predict(x, clear),
            Durations.AverageNonZero(batch.Energy.squeeze(1), alignment.Durations)
        );
        x = x + energy_adaptor.Embed(energyTarget);

        var phonemeOfFrame = Durations.PhonemeOfFrame(alignment.Durations, frames);
        // [batch, frame, channel]
        Tensor Spread(Tensor rows) => Durations.Spread(rows, phonemeOfFrame).masked_fill(melPadding.unsqueeze(2), 0);
        var mel = to_mel.call(decoder.Forward(Spread(x), embedding, melPadding, silentPadding: true)).transpose(1, 2);
        return new ReferenceOutput(
            mel,
            logDurations,
            pitch.unsqueeze(1),
            pitchTarget.unsqueeze(1),
            energy.unsqueeze(1),
            energyTarget.unsqueeze(1),
            utterance,
            recordedUtterance,
            phonemes,
            recordedPhonemes,
            alignment
        ).MoveToOuterDisposeScope();
    }

    /// <summary>Freezes all parameters but the speaker table, or unfreezes them.</summary>
    /// <param name="onlySpeakers">
    /// True to train the speaker table alone; false to train all, with the exceptions below.
    /// </param>
    /// <param name="freezeText">True to freeze the phoneme table.</param>
    /// <param name="freezeLanguages">True to freeze the language table.</param>
    public void Freeze(bool onlySpeakers, bool freezeText = false, bool freezeLanguages = false)
    {
        foreach (var parameter in parameters())
            parameter.requires_grad = !onlySpeakers;
        speaker_embed.requires_grad = true;
        src_word_emb.requires_grad &= !freezeText;
        lang_embed.requires_grad &= !freezeLanguages;
    }
}

/// <summary>Recordings for training in the reference form.</summary>
/// <param name="Phonemes">Ids, [batch, phoneme].</param>
/// <param name="Speakers">Rows, [batch, phoneme]: the same along an utterance.</param>
/// <param name="Languages">Rows, [batch, phoneme]: the same along an utterance.</param>
/// <param name="PhonemeLengths">Phonemes of each, int64, [batch].</param>
/// <param name="Mel">Log-mel, [batch, band, frame].</param>
/// <param name="MelLengths">Frames of each, int64, [batch].</param>
/// <param name="Pitch">
/// F0 of every frame, [batch, frame], in hertz or normalised; zero where unvoiced or padded.
/// </param>
/// <param name="Energy">Energy of every frame, [batch, 1, at least frame].</param>
/// <param name="Prior">Prior alignment, [batch, phoneme, frame], or null.</param>
public sealed record ReferenceInput(
    Tensor Phonemes,
    Tensor Speakers,
    Tensor Languages,
    Tensor PhonemeLengths,
    Tensor Mel,
    Tensor MelLengths,
    Tensor Pitch,
    Tensor Energy,
    Tensor? Prior
);

/// <summary>Outputs of the reference form.</summary>
/// <param name="Mel">[batch, band, frame]</param>
/// <param name="LogDurations">ln(frames + 1), [batch, phoneme].</param>
/// <param name="Pitch">[batch, 1, phoneme]</param>
/// <param name="PitchTarget">[batch, 1, phoneme]</param>
/// <param name="Energy">[batch, 1, phoneme]</param>
/// <param name="EnergyTarget">[batch, 1, phoneme]</param>
/// <param name="UtteranceProsody">Predicted, [batch, 1, channel].</param>
/// <param name="UtteranceProsodyTarget">From the recording, [batch, 1, channel].</param>
/// <param name="PhonemeProsody">Predicted, [batch, phoneme, channel].</param>
/// <param name="PhonemeProsodyTarget">From the recording, [batch, phoneme, channel].</param>
/// <param name="Alignment">Alignment of frames and phonemes.</param>
public sealed record ReferenceOutput(
    Tensor Mel,
    Tensor LogDurations,
    Tensor Pitch,
    Tensor PitchTarget,
    Tensor Energy,
    Tensor EnergyTarget,
    Tensor UtteranceProsody,
    Tensor UtteranceProsodyTarget,
    Tensor PhonemeProsody,
    Tensor PhonemeProsodyTarget,
    Alignment Alignment
)
{
    internal ReferenceOutput MoveToOuterDisposeScope()
    {
        foreach (
            var tensor in new[]
            {
                Mel,
                LogDurations,
                Pitch,
                PitchTarget,
                Energy,
                EnergyTarget,
                UtteranceProsody,
                UtteranceProsodyTarget,
                PhonemeProsody,
                PhonemeProsodyTarget,
                Alignment.Logits,
                Alignment.Soft,
                Alignment.Hard,
                Alignment.Durations,
            }
        )
            tensor.MoveToOuterDisposeScope();
        return this;
    }
}
