package dev.gleaner.gpu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it but the process, with an nvidia-smi that a script plays. */
class GpuAgentRunnerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HEADER = "timestamp, uuid, utilization.gpu [%]\n";
    private static final String FIRST = "2026/03/01 10:00:15.000, GPU-a1, 5 %\n";
    private static final String SECOND = "2026/03/01 10:01:00.000, GPU-a1, 6 %\n";
    private static final String PROCESSES = "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n";

    @TempDir
    Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private CollectorFake collector;

    @BeforeEach
    void start() throws IOException {
        collector = new CollectorFake();
        Files.writeString(folder.resolve("token"), CollectorFake.TOKEN);
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void shouldSendAMinuteOnceItIsOverAndTheLastWhenItEnds() throws Exception {
        GpuAgentRunner agent = agent("printf '" + HEADER.replace("%", "%%") + FIRST.replace("%", "%%")
                + SECOND.replace("%", "%%") + "'; exec sleep 60");

        agent.start();
        await().atMost(PATIENCE).until(() -> collector.taken().size() == 1);
        agent.stop();

        assertThat(collector.taken()).containsExactly(HEADER + FIRST + PROCESSES, HEADER + SECOND);
        assertThat(log).endsWith("ends; 0 minutes wait").doesNotHaveDuplicates();
        assertThat(Files.readString(folder.resolve("agent.prom")))
                .contains(
                        "# TYPE gleaner_gpu_agent_minutes_read_total counter\ngleaner_gpu_agent_minutes_read_total 2\n")
                .contains("gleaner_gpu_agent_minutes_sent_total 2\n")
                .contains("gleaner_gpu_agent_minutes_waiting 0\n");
    }

    @Test
    void shouldKeepWhatItReadWhenItEndsWhileNobodyAnswers() throws Exception {
        collector.close();
        Path printed = folder.resolve("printed");
        GpuAgentRunner agent = agent("printf '" + HEADER.replace("%", "%%") + FIRST.replace("%", "%%") + "'; : >'"
                + printed + "'; exec sleep 60");

        agent.start();
        // What the script has printed is in the pipe.
        await().atMost(PATIENCE).until(() -> Files.exists(printed));
        agent.stop();

        assertThat(log).endsWith("ends; 1 minutes wait");
    }

    @Test
    void shouldSayOnceWhatIsWrongWithTheCards() throws Exception {
        GpuAgentRunner agent =
                agent("echo 'NVIDIA-SMI has failed because it could not communicate with the driver.'; exit 9");

        agent.start();
        await().atMost(PATIENCE)
                .until(() -> Files.readString(folder.resolve("watched")).length() >= 2);
        agent.stop();

        assertThat(log)
                .containsOnlyOnce(
                        "nvidia-smi reports: NVIDIA-SMI has failed because it could not communicate with the driver.")
                .anyMatch(line -> line.startsWith("nvidia-smi ended with code 9: NVIDIA-SMI has failed"))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldNotShareItsBuffer() throws Exception {
        try (FolderLock lock = FolderLock.take(folder.resolve("buffer"))) {
            assertThatThrownBy(() -> FolderLock.take(folder.resolve("buffer")))
                    .hasMessageContaining("another agent uses");
        }
        FolderLock.take(folder.resolve("buffer")).close();
    }

    /** With an nvidia-smi that watches the cards in this way. */
    private GpuAgentRunner agent(String watch) throws IOException {
        Path program = Files.writeString(
                folder.resolve("nvidia-smi"),
                "#!/bin/sh\ncase \"$1\" in\n"
                        + "--help-query-gpu) printf '\"timestamp\"\\n\"uuid\"\\n\"utilization.gpu\"\\n' ;;\n"
                        + "--query-compute-apps=*) printf '" + PROCESSES + "' ;;\n"
                        + "*) printf x >>'" + folder.resolve("watched") + "'; " + watch + " ;;\nesac\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        AgentSettings settings = AgentSettings.of(
                List.of(
                        "--url", collector.url().toString(),
                        "--instance", "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc",
                        "--token-file", folder.resolve("token").toString(),
                        "--buffer", folder.resolve("buffer").toString(),
                        "--nvidia-smi", program.toString(),
                        "--metrics", folder.resolve("agent.prom").toString()),
                Map.of());
        return new GpuAgentRunner(
                settings,
                FolderLock.take(settings.buffer()),
                settings.instance().orElseThrow(),
                new StateChangeLog(log::add, log::add),
                Clock.systemUTC());
    }
}
