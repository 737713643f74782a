package dev.gleaner.gpu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {

    private static final String ARN = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc";

    @Test
    void shouldHaveTheDefaultsOfTheDocumentation() {
        AgentSettings settings = AgentSettings.of(List.of(), Map.of("GLEANER_URL", "https://gleaner.example.com"));

        assertThat(settings.instance()).isEmpty();
        assertThat(settings.tokenFile()).isEqualTo(Path.of("/etc/gleaner/token"));
        assertThat(settings.buffer()).isEqualTo(Path.of("/var/lib/gleaner-gpu-agent-jvm"));
        assertThat(settings.bound()).isEqualTo(100 * 1024 * 1024);
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.longestPause()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.nvidiaSmi()).isEqualTo("nvidia-smi");
        assertThat(settings.metrics()).isEmpty();
        assertThat(settings.metadata()).isEqualTo(URI.create("http://169.254.169.254"));
    }

    @Test
    void shouldPreferOptions() {
        AgentSettings settings = AgentSettings.of(
                List.of("--instance", ARN, "--buffer-mb", "2"),
                Map.of("GLEANER_URL", "http://c:8081/", "GLEANER_INSTANCE", "i-0", "GLEANER_INTERVAL", "5"));

        assertThat(settings.instance()).contains(new InstanceArn(ARN));
        assertThat(settings.bound()).isEqualTo(2 * 1024 * 1024);
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldTakeWhatSystemdGives() {
        AgentSettings settings = AgentSettings.of(
                List.of("--url", "http://c"),
                Map.of("CREDENTIALS_DIRECTORY", "/run/credentials/x", "STATE_DIRECTORY", "/var/lib/private/x"));

        assertThat(settings.tokenFile()).isEqualTo(Path.of("/run/credentials/x/token"));
        assertThat(settings.buffer()).isEqualTo(Path.of("/var/lib/private/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "--url, GLEANER_URL is no address",
        "--url ftp://c, GLEANER_URL is no address",
        "--instance i-0abc, not an instance",
        "--instance arn:aws:ec2:us-east-1:111122223333:volume/vol-0a, not an instance",
        "--buffer-mb 0, GLEANER_BUFFER_MB is no whole number",
        "--interval 15s, GLEANER_INTERVAL is no whole number",
        "--nonsense 1, unknown: --nonsense",
        "--url http://c --metrics, --metrics needs a value"
    })
    void shouldSayWhatIsWrong(String arguments, String message) {
        Map<String, String> environment = arguments.contains("--url") ? Map.of() : Map.of("GLEANER_URL", "http://c");
        List<String> words = arguments.equals("--url") ? List.of() : List.of(arguments.split(" "));

        assertThatThrownBy(() -> AgentSettings.of(words, environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldListEveryOption() {
        assertThat(AgentSettings.USAGE.lines().skip(1).map(line -> line.strip().split("\\s+")[0]))
                .containsExactly(
                        "--url",
                        "--instance",
                        "--token-file",
                        "--buffer",
                        "--buffer-mb",
                        "--interval",
                        "--longest-pause",
                        "--nvidia-smi",
                        "--metrics",
                        "--metadata");
    }
}
