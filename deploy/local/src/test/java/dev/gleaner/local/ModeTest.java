package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModeTest {

    private static final RunFolder RUN = new RunFolder(Path.of("run"));

    static Stream<Mode> modes() {
        return Stream.of(
                new StandIn(List.of("--estate", "small")),
                new RecordedAws(List.of("--estate-file", "/a folder/mine.json"), RUN),
                new Account("reader", List.of("us-east-1", "eu-west-3"), new BigDecimal("12.50")));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldBeMadeAgainFromItsArguments(Mode mode) {
        assertThat(Mode.of(mode.arguments(), RUN)).isEqualTo(mode);
    }
}
