package dev.gleaner.actuator.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/policy.md tells people is so. */
class PolicyDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "policy.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(actuator\\.[a-z.-]+)` \\| (?:`([^`]*)`|none) \\|");

    @TempDir
    private Path folder;

    @Test
    void shouldUnderstandTheExample() throws IOException {
        PolicyFile policy = PolicyFile.parse("policy.yaml", example());

        assertThat(policy.rules())
                .extracting(PolicyRule::name)
                .containsExactly("no-terminate", "dev-auto", "billing-account", "what-can-be-undone");
        assertThat(policy.rules().get(1).outcome().notice()).contains(Duration.ofDays(1));
        assertThat(policy.expiry()).contains(Duration.ofDays(3));
    }

    /** cloud-custodian/cloud-custodian#6106: four days were documented, and the default was none. */
    @Test
    void shouldHaveTheDefaultsThatAreDocumented() throws IOException {
        SmallRyeConfig config = ApprovalPolicyFixture.config(Map.of());
        Map<String, Optional<String>> documented = new HashMap<>();
        Matcher rows = KEY.matcher(Files.readString(DOCUMENT));
        while (rows.find()) {
            documented.put(rows.group(1), Optional.ofNullable(rows.group(2)));
        }

        assertThat(documented).hasSize(9);
        documented.forEach((key, value) ->
                assertThat(Optional.ofNullable(config.getRawValue(key))).as(key).isEqualTo(value));
        assertThat(ApprovalPolicyFixture.of(Map.of()).policy().expiry()).isEqualTo(Duration.ofDays(3));
        assertThat(PolicyFile.parse("p", "rules: []")
                        .firstMatchingRule(anything())
                        .outcome()
                        .people())
                .isEqualTo(2);
    }

    @Test
    void shouldCheckAFile() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), example());
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "rules: [{decide: perhaps}]");

        assertThat(check(good.toString())).contains("0 ", "good: 4 rules, 2 groups", good + ":11:5: no-terminate");
        assertThat(check(bad.toString())).startsWith("1 ").contains(bad + ":1:18: decide has to be never");
        assertThat(check(folder.resolve("none").toString())).startsWith("2 ");
        assertThat(check()).isEqualTo("2 usage: check FILE" + System.lineSeparator());
    }

    private static PolicyRule.Input anything() {
        Finding finding = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0a"));
        return new PolicyRule.Input(finding, finding.remedies().get(0), true, false, "dev");
    }

    private static String check(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            int code = CheckPolicyCommand.run(arguments, out, out);
            return code + " " + bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }
}
