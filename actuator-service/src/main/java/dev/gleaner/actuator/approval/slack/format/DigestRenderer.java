package dev.gleaner.actuator.approval.slack.format;

import com.slack.api.model.block.LayoutBlock;
import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.source.SwitchableSource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Renders the digest: the sum, the largest findings with a button that requests a question about each, and what to switch on next. */
@ApplicationScoped
public class DigestRenderer {

    /** Most findings of a digest: Slack accepts 50 blocks, and a digest has some others. */
    public static final int MAX_LINES = 40;

    private final Optional<URI> console;
    private final boolean canAsk;

    DigestRenderer(SlackConfig config) {
        this.console = config.consoleUrl();
        // Without a secret no port is open for clicks.
        this.canAsk = ConfiguredSecret.resolve(config.signingSecret(), config.signingSecretFile())
                .isPresent();
    }

    /** Renders the digest as a message. */
    public MessageContent write(DailyDigest digest) {
        String heading = "Smaller waste: " + digest.resources() + " resources, " + digest.monthly() + " USD a month";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(BlockFactory.header(heading));
        blocks.add(BlockFactory.context("Of " + MrkdwnText.escape(digest.day())
                + ". These are small or are queued; no decision on them was requested here, and nothing is done."));
        if (digest.unpriced() > 0) {
            blocks.add(BlockFactory.context(digest.unpriced()
                    + " of them have no price: what they save is unknown, not zero, and not in the sum"));
        }
        digest.largest().stream().limit(MAX_LINES).forEach(line -> blocks.add(line(line)));
        int more = digest.resources() - Math.min(MAX_LINES, digest.largest().size());
        if (more > 0) {
            blocks.add(BlockFactory.context("and " + more + " more"));
        }
        digest.switchOn().forEach(source -> blocks.add(BlockFactory.context(switchOn(source))));
        console.ifPresent(
                address -> blocks.add(BlockFactory.context(MrkdwnText.link(address.toString(), "All in Gleaner"))));
        return new MessageContent(MrkdwnText.escape(heading), blocks, false);
    }

    private LayoutBlock line(DailyDigest.Line line) {
        Finding finding = line.finding();
        String text = (finding.name() == null ? "" : "*" + MrkdwnText.escape(finding.name()) + "* ") + "`"
                + MrkdwnText.escape(Arn.parse(line.target()).id()) + "` " + MrkdwnText.escape(finding.rule()) + ", "
                + amount(finding.saving()) + ", about " + finding.effort().minutes() + " minutes of work";
        return canAsk
                ? BlockFactory.section(
                        text,
                        BlockFactory.button(
                                MessageButton.ASK,
                                "Ask about it",
                                new MessageButton.Value(finding.id(), 0, line.plan(), line.round())))
                : BlockFactory.section(text);
    }

    private static String switchOn(SwitchableSource source) {
        BigDecimal saved = source.savedAtMost();
        BigDecimal price = source.price().usd();
        return "Switch on next: *" + MrkdwnText.escape(source.title()) + "* would settle " + source.findings()
                + (source.findings() == 1 ? " finding" : " findings") + " with insufficient data. Saved at most: "
                + (saved == null ? "not known" : saved + " USD a month") + "; price: "
                + (price == null ? "not known" : price + " USD a month") + ". "
                + MrkdwnText.escape(source.switchOn());
    }

    private static String amount(Saving saving) {
        if (saving.cost() != null) {
            return "*costs " + saving.cost() + " USD a month*";
        }
        return saving.priced() ? "*" + saving.monthly() + " USD a month*" : "*unpriced*";
    }

    /**
     * Content of the daily digest of a channel: the resources that have no question of their own.
     *
     * @param resources number of resources
     * @param monthly USD per month of the largest finding of each resource with a price
     * @param unpriced number of resources without a price
     * @param largest the resources with the largest savings
     * @param switchOn the sources that are most worth to be switched on, once a week
     */
    public record DailyDigest(
            String channel,
            String day,
            int resources,
            BigDecimal monthly,
            int unpriced,
            List<Line> largest,
            List<SwitchableSource> switchOn) {

        /** A resource with its finding for this channel. */
        public record Line(String target, int round, Finding finding, String plan) {}

        public DailyDigest {
            largest = List.copyOf(largest);
            switchOn = List.copyOf(switchOn);
        }
    }
}
