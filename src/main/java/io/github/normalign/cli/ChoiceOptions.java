package io.github.normalign.cli;

import io.github.normalign.model.Languages;
import io.github.normalign.model.ModelChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which of a directory's models is meant, and for which direction: the options every command that opens models has. */
@Section(Section.MODEL)
final class ChoiceOptions {

    @Option(names = "--variant", paramLabel = "NAME",
        description = "Which precision to take of a directory with several: quantized for decoder_model_quantized.onnx, fp16, q4 "
            + "and so on, or plain for files without such an ending. Default: plain, or the only one there is.")
    private String variant;

    @Option(names = "--source-lang", paramLabel = "CODE",
        description = "Language of the source side, for a model of many languages, as the model or 'normalign inspect' spells it: "
            + "eng_Latn, en_XX, en.")
    private String sourceLanguage;

    @Option(names = "--target-lang", paramLabel = "CODE", description = "Language of the target side, likewise.")
    private String targetLanguage;

    /** The model from source to target. */
    ModelChoice choice() {
        return new ModelChoice(Optional.ofNullable(variant),
            new Languages(Optional.ofNullable(sourceLanguage), Optional.ofNullable(targetLanguage)));
    }
}
