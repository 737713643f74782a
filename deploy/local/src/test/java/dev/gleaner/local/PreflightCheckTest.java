package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightCheckTest {

    @TempDir
    private Path folder;

    @Test
    void shouldNameTheHolderOfATakenPortAndSayWhatToDo() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> problems = PreflightCheck.problems(folder, Map.of("kafka", holder.getLocalPort()), false);

            assertThat(problems)
                    .singleElement()
                    .asString()
                    .contains("port " + holder.getLocalPort() + " (kafka)")
                    .contains("GLEANER_PORT_BASE");
        }
    }

    @Test
    void shouldFindNothingWrongWithAFreePort() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(PreflightCheck.problems(folder.resolve("not/yet/there"), Map.of("kafka", port), false))
                .isEmpty();
    }

    @Test
    void shouldSayHowMuchMemoryIsThereAndNeeded() {
        assertThat(PreflightCheck.findShortage("memory", 900_000_000, 2_500_000_000L, "close other programs"))
                .contains("900 MB of memory available, 2500 MB needed: close other programs");
        assertThat(PreflightCheck.findShortage("memory", 2_500_000_000L, 2_500_000_000L, ""))
                .isEmpty();
    }

    @Test
    void shouldCountWhatCachesWouldGiveBack() {
        assertThat(PreflightCheck.MachineResources.available("MemTotal: 100 kB\nMemFree: 1 kB\nMemAvailable:   3 kB\n"))
                .isEqualTo(3072);
    }

    @Test
    void shouldReadTheHolderFromTheSystemsTools() {
        assertThat(PreflightCheck.PortHolder.fromSs("LISTEN 0 50 *:19092 *:* users:((\"java\",pid=4711,fd=120))"))
                .isEqualTo("java (pid 4711)");
        assertThat(PreflightCheck.PortHolder.fromSs("LISTEN 0 50 *:19092 *:*")).isEqualTo("a program of another user");
        assertThat(PreflightCheck.PortHolder.fromLsof("p4711\ncjava\nf120\n")).isEqualTo("java (pid 4711)");
    }
}
