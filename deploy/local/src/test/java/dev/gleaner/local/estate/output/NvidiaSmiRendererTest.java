package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NvidiaSmiRendererTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");
    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateTimeline REPLAY = EstateTimeline.endingAt(ESTATE, END);
    private static final NvidiaSmiRenderer PRINT = new NvidiaSmiRenderer(REPLAY);

    @Test
    void shouldPrintEachCardEveryThreeMinutesAndThenTheProcesses() {
        List<String> lines = print("half-server", END.minus(Duration.ofHours(4)), END.minus(Duration.ofHours(3)))
                .lines()
                .toList();

        assertThat(lines.get(0)).startsWith("timestamp, uuid, index, name");
        assertThat(lines.stream().filter(line -> line.startsWith("2026/03/18 ")))
                .hasSize(20 * 4)
                .allMatch(line -> line.split(", ").length == 15)
                .allMatch(line -> line.contains("NVIDIA A10G, Enabled"));
        assertThat(lines.subList(81, lines.size()))
                .hasSize(5)
                .first()
                .asString()
                .startsWith("gpu_uuid, pid");
    }

    @Test
    void shouldPrintEachMinuteOfTheLastHours() {
        Instant recent = END.minus(Duration.ofHours(2));
        List<String> times = print(
                        "quiet-trainer", recent.minus(Duration.ofMinutes(7)), recent.plus(Duration.ofMinutes(3)))
                .lines()
                .filter(line -> line.startsWith("2026/"))
                .map(line -> line.substring(11, 16))
                .toList();

        assertThat(times).containsExactly("14:30", "14:33", "14:35", "14:36", "14:37");
    }

    @Test
    void shouldPrintNoUtilizationOfCutCards() {
        assertThat(print("mig-trainer", END.minus(Duration.ofMinutes(3)), END))
                .contains(", [N/A], ")
                .contains("1980 MHz, 1980 MHz, Enabled");
    }

    @Test
    void shouldReadFullOnceWhereTheDriverIsNotLoaded() {
        Instant start = PRINT.start();

        String first = print("false-full", start, start.plus(Duration.ofHours(1)));

        assertThat(first.lines().filter(line -> line.contains(", Disabled, 100 %")))
                .hasSize(1);
        assertThat(first.lines().filter(line -> line.contains(", Disabled, 0 %")))
                .hasSize(19);
    }

    @Test
    void shouldPrintTheSameWhateverIsAskedFirst() {
        Instant middle = END.minus(Duration.ofMinutes(30));
        String whole = print("quiet-trainer", END.minus(Duration.ofHours(1)), END);

        assertThat(print("quiet-trainer", middle, END).lines().skip(1))
                .allMatch(line -> whole.lines().anyMatch(line::equals));
    }

    private static String print(String host, Instant from, Instant to) {
        HostGpus hostGpus = ESTATE.cards().stream()
                .filter(one -> one.resource().equals(host))
                .findFirst()
                .orElseThrow();
        return PRINT.text(hostGpus, from, to);
    }
}
