package dev.gleaner.collector.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.training.CheckpointKeyParser.CheckpointKey;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointKeyParserTest {

    private static final CheckpointKeyParser.Words WORDS = new CheckpointKeyParser.Words(
            List.of("checkpoint", "ckpt", "global_step"), List.of("step", "epoch", "iter", "iteration"));
    private static final CheckpointKeyParser PARSER = WORDS.forBucket("data-lake");

    /** Parts of keys of which many together are nearly a checkpoint. */
    private static final List<String> PARTS = List.of(
            "checkpoint",
            "ckpt",
            "global_step",
            "step",
            "epoch",
            "iter",
            "model",
            "run",
            "x",
            "1",
            "10",
            "100",
            "0",
            "-",
            "_",
            "=",
            ".",
            "/",
            "/",
            "-rank",
            "pt");

    @ParameterizedTest
    @CsvSource({
        "out/checkpoint-500/model.safetensors, out/, checkpoint-500/, 500",
        "out/global_step1000/mp_rank_00_model_states.pt, out/, global_step1000/, 1000",
        "checkpoints/run-18/step-100.pt, checkpoints/run-18/, step-100., 100",
        "checkpoints/run-18/step_100/rank-3.pt, checkpoints/run-18/, step_100/, 100",
        "checkpoints/epoch=3-step=100.ckpt, checkpoints/, epoch=3-step=100., 100",
        "tf/ckpt-1000.index, tf/, ckpt-1000., 1000",
        "tf/model.ckpt-1000.data-00000-of-00002, tf/model., ckpt-1000., 1000",
        "checkpoints/gpt/iter_0001000/mp_rank_00/x.pt, checkpoints/gpt/, iter_0001000/, 1000",
        "ckpt/run-18_step-100.pt, ckpt/run-18_, step-100., 100",
        "Checkpoint5.pth, '', Checkpoint5., 5",
        // The outer folder is the checkpoint, with all that lies in it.
        "out/checkpoint-500/global_step500/x.pt, out/, checkpoint-500/, 500",
        "checkpoints/epoch-3/step-100.pt, checkpoints/, epoch-3/, 3",
        "checkpoints/step-100.pt.sha256, checkpoints/, step-100., 100"
    })
    void shouldRecogniseCheckpointsByTheirKeys(String key, String run, String name, long number) {
        assertThat(PARSER.parse(key)).contains(new CheckpointKey(run, name, number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipelines/step-1/part-0.parquet",
                "out/checkpoint/model.pt",
                "out/checkpoint-best/model.pt",
                "out/checkpoint-500-best/model.pt",
                "out/checkpoint-500",
                "checkpoints/last.ckpt",
                "checkpoints/run-18/model.pt",
                "checkpoints/multistep-5/x",
                "checkpoints/val_loss=0.25.ckpt",
                "checkpoint-1234567890123456789/x",
                // A later name does not tell what a folder before it is.
                "runs/step-100/checkpoint.pt",
                ""
            })
    void shouldRecogniseNothingElse(String key) {
        assertThat(PARSER.parse(key)).isEmpty();
    }

    @Test
    void shouldTakeTheNameOfTheBucketForThatOfAFolder() {
        assertThat(WORDS.forBucket("run-checkpoints").parse("run-18/step-100.pt"))
                .contains(new CheckpointKey("run-18/", "step-100.", 100));
    }

    @Test
    void shouldNotRecogniseALongName() {
        assertThat(PARSER.parse("x".repeat(115) + "-checkpoint-1/a")).isEmpty();
        assertThat(PARSER.parse("x".repeat(100) + "-checkpoint-1/a")).isPresent();
    }

    /** A rule for the prefix of one checkpoint reaches its objects and no others. */
    @SeededTest(60)
    void shouldCountToACheckpointExactlyWhatBeginsWithItsPrefix(long seed) {
        Random random = new Random(seed);
        List<String> keys = new ArrayList<>();
        for (int number = 0; number < 1_000; number++) {
            String key = (random.nextBoolean() ? "checkpoints/" : "") + text(random);
            keys.add(key);
            prefix(key).ifPresent(prefix -> keys.add(prefix + text(random)));
        }

        List<String> prefixes =
                keys.stream().flatMap(key -> prefix(key).stream()).distinct().toList();

        assertThat(prefixes).isNotEmpty();
        for (String prefix : prefixes) {
            assertThat(keys.stream().filter(key -> prefix(key).equals(Optional.of(prefix))))
                    .containsExactlyElementsOf(
                            keys.stream().filter(key -> key.startsWith(prefix)).toList());
        }
    }

    private static String text(Random random) {
        return random.ints(1 + random.nextInt(9), 0, PARTS.size())
                .mapToObj(PARTS::get)
                .collect(Collectors.joining());
    }

    private static Optional<String> prefix(String key) {
        return PARSER.parse(key).map(checkpoint -> checkpoint.run() + checkpoint.name());
    }
}
