package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.MutableClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-18T12:00:00Z"));

    /** What is waited for may have changed a moment after the last line, and then stay the same for a minute. */
    @Test
    void shouldSayWhatIsWaitedForOffATerminalWhenItChangesAndRarelyAgain() {
        TerminalOutput terminalOutput = new TerminalOutput(out, false, clock);

        terminalOutput.showProgress("starting kafka");
        clock.advance(Duration.ofSeconds(2));
        for (int looks = 0; looks < 80; looks++) {
            terminalOutput.showProgress("estate: metrics");
            clock.advance(Duration.ofMillis(500));
        }

        assertThat(lines())
                .containsExactly("  [  0 s] starting kafka", "  [  5 s] estate: metrics", "  [ 35 s] estate: metrics");
    }

    @Test
    void shouldChangeOneLineInPlaceOnATerminal() {
        TerminalOutput terminalOutput = new TerminalOutput(out, true, clock);

        terminalOutput.showProgress("starting kafka");
        clock.advance(Duration.ofSeconds(1));
        terminalOutput.showProgress("starting postgres");
        terminalOutput.printLine("done");

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("\r\033[K  [  0 s] starting kafka\r\033[K  [  1 s] starting postgres\r\033[Kdone");
    }

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
