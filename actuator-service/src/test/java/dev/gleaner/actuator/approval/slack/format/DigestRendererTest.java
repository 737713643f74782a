package dev.gleaner.actuator.approval.slack.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.element.ButtonElement;
import dev.gleaner.actuator.approval.slack.SlackConfigs;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.source.SwitchableSource;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the digest says. */
class DigestRendererTest {

    private static final String PLAN = "sha256:" + "b".repeat(64);
    private static final Map<String, String> KEYS =
            Map.of("signing-secret", "secret", "console-url", "https://gleaner.example.com/?a=1&b=2");

    @Test
    void shouldSayTheSumTheLargestAndWhereTheRestIs() {
        MessageContent message = new DigestRenderer(SlackConfigs.with(KEYS)).write(digest(1200, 3));

        assertThat(message.hasDecisionButtons()).isFalse();
        assertThat(MessageRendererTest.json(message))
                .contains("Smaller waste: 1200 resources, 3456.78 USD a month", "7 of them have no price")
                .contains("and 1197 more", "no decision on them was requested here")
                .contains("<https://gleaner.example.com/?a=1&amp;b=2|All in Gleaner>");
    }

    @Test
    void shouldBindEachButtonToItsResource() {
        MessageContent message = new DigestRenderer(SlackConfigs.with(KEYS)).write(digest(3, 3));

        assertThat(buttons(message)).hasSize(3).allSatisfy(button -> {
            assertThat(button.getActionId()).isEqualTo("ask.0");
            assertThat(button.getValue()).contains(PLAN, "fnd_").hasSizeLessThanOrEqualTo(2000);
        });
    }

    @Test
    void shouldShowNoButtonsWhereNobodyHearsOfClicks() {
        assertThat(buttons(new DigestRenderer(SlackConfigs.with(Map.of())).write(digest(3, 3))))
                .isEmpty();
    }

    @Test
    void shouldKeepWithinSlacksLimits() {
        assertThat(new DigestRenderer(SlackConfigs.with(KEYS))
                        .write(digest(10_000, 100, Collections.nCopies(3, source("1.00", "1.00"))))
                        .blocks())
                .hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void shouldSayWhatToSwitchOnNext() {
        MessageContent message = new DigestRenderer(SlackConfigs.with(KEYS))
                .write(digest(3, 3, List.of(source("459.90", "0.60"), source(null, null))));

        assertThat(MessageRendererTest.json(message))
                .contains(
                        "Switch on next: *the CloudWatch agent* would settle 2 findings with insufficient data."
                                + " Saved at most: 459.90 USD a month; price: 0.60 USD a month. Run it &amp; wait.",
                        "Saved at most: not known; price: not known.");
    }

    private static SwitchableSource source(@Nullable String saved, @Nullable String price) {
        return new SwitchableSource(
                DataSource.CLOUDWATCH_AGENT,
                "the CloudWatch agent",
                2,
                saved == null ? null : new BigDecimal(saved),
                0,
                new SwitchableSource.SourcePrice(
                        2.0, "metrics", price == null ? null : new BigDecimal(price), "0.30 USD a metric"),
                List.of(),
                "Run it & wait.");
    }

    private static DigestRenderer.DailyDigest digest(int resources, int lines) {
        return digest(resources, lines, List.of());
    }

    private static DigestRenderer.DailyDigest digest(int resources, int lines, List<SwitchableSource> switchOn) {
        return new DigestRenderer.DailyDigest(
                "C0ALL",
                "2026-11-25",
                resources,
                new BigDecimal("3456.78"),
                7,
                IntStream.range(0, lines).mapToObj(DigestRendererTest::line).toList(),
                switchOn);
    }

    private static DigestRenderer.DailyDigest.Line line(int number) {
        Arn arn = Arn.instance("us-east-1", "123456789012", "i-%017x".formatted(number));
        Finding small = Findings.with(
                Findings.idle(arn),
                1,
                Saving.priced(new BigDecimal("5"), BigDecimal.ZERO, new BigDecimal("5"), "test"));
        return new DigestRenderer.DailyDigest.Line(arn.toString(), 1, small, PLAN);
    }

    private static List<ButtonElement> buttons(MessageContent message) {
        return message.blocks().stream()
                .filter(SectionBlock.class::isInstance)
                .map(DigestRendererTest::beside)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<ButtonElement> beside(LayoutBlock block) {
        return Optional.ofNullable((ButtonElement) ((SectionBlock) block).getAccessory());
    }
}
