package dev.gleaner.actuator.approval.slack.format;

import com.slack.api.model.block.LayoutBlock;
import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the digest: the sum, the largest, and a button beside each that has it asked about. */
@ApplicationScoped
public class DigestRenderer {

    /** Slack takes 50 blocks; there are some around these. */
    public static final int MOST = 40;

    private final Optional<URI> console;
    private final boolean canAsk;

    DigestRenderer(SlackConfig config) {
        this.console = config.consoleUrl();
        // Without a secret nobody hears of clicks.
        this.canAsk = ConfiguredSecret.resolve(config.signingSecret(), config.signingSecretFile())
                .isPresent();
    }

    /** The digest as a message. */
    public MessageContent write(DailyDigest digest) {
        String heading = "Smaller waste: " + digest.resources() + " resources, " + digest.monthly() + " USD a month";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(BlockFactory.header(heading));
        blocks.add(BlockFactory.context("Of " + MrkdwnText.escape(digest.day())
                + ". These are small, or wait for their turn; nobody was asked about them here, and nothing is done."));
        if (digest.unpriced() > 0) {
            blocks.add(BlockFactory.context(digest.unpriced()
                    + " of them have no price: what they save is unknown, not zero, and not in the sum"));
        }
        digest.largest().stream().limit(MOST).forEach(line -> blocks.add(line(line)));
        int more = digest.resources() - Math.min(MOST, digest.largest().size());
        if (more > 0) {
            blocks.add(BlockFactory.context("and " + more + " more"));
        }
        console.ifPresent(
                address -> blocks.add(BlockFactory.context(MrkdwnText.link(address.toString(), "All in Gleaner"))));
        return new MessageContent(MrkdwnText.escape(heading), blocks, false);
    }

    private LayoutBlock line(DailyDigest.Line line) {
        Finding finding = line.finding();
        String saving = finding.saving().priced() ? "*" + finding.saving().monthly() + " USD a month*" : "*unpriced*";
        String text = (finding.name() == null ? "" : "*" + MrkdwnText.escape(finding.name()) + "* ") + "`"
                + MrkdwnText.escape(Arn.parse(line.target()).id()) + "` " + MrkdwnText.escape(finding.rule()) + ", "
                + saving + ", about " + finding.effort().minutes() + " minutes of work";
        return canAsk
                ? BlockFactory.section(
                        text,
                        BlockFactory.button(
                                MessageButton.ASK,
                                "Ask about it",
                                new MessageButton.Value(finding.id(), 0, line.plan(), line.round())))
                : BlockFactory.section(text);
    }

    /**
     * What a channel hears of once a day: resources that are not asked about one by one.
     *
     * @param resources how many there are
     * @param monthly USD of all that have a price, the largest finding of each
     * @param unpriced how many have none
     * @param largest the first of them
     */
    public record DailyDigest(
            String channel, String day, int resources, BigDecimal monthly, int unpriced, List<Line> largest) {

        /** A resource by its finding of this room. */
        public record Line(String target, int round, Finding finding, String plan) {}

        public DailyDigest {
            largest = List.copyOf(largest);
        }
    }
}
