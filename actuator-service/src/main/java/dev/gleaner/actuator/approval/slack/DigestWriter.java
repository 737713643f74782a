package dev.gleaner.actuator.approval.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the digest: the sum, the largest, and a button beside each that has it asked about. */
@ApplicationScoped
class DigestWriter {

    /** Slack takes 50 blocks; there are some around these. */
    static final int MOST = 40;

    private final Optional<URI> console;
    private final boolean canAsk;

    DigestWriter(SlackConfig config) {
        this.console = config.consoleUrl();
        // Without a secret nobody hears of clicks.
        this.canAsk =
                Secret.of(config.signingSecret(), config.signingSecretFile()).isPresent();
    }

    /** The digest as a message. */
    Message write(Digest digest) {
        String heading = "Smaller waste: " + digest.resources() + " resources, " + digest.monthly() + " USD a month";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Blocks.header(heading));
        blocks.add(Blocks.context("Of " + Mrkdwn.escape(digest.day())
                + ". These are small, or wait for their turn; nobody was asked about them here, and nothing is done."));
        if (digest.unpriced() > 0) {
            blocks.add(Blocks.context(digest.unpriced()
                    + " of them have no price: what they save is unknown, not zero, and not in the sum"));
        }
        digest.largest().stream().limit(MOST).forEach(line -> blocks.add(line(line)));
        int more = digest.resources() - Math.min(MOST, digest.largest().size());
        if (more > 0) {
            blocks.add(Blocks.context("and " + more + " more"));
        }
        console.ifPresent(address -> blocks.add(Blocks.context(Mrkdwn.link(address.toString(), "All in Gleaner"))));
        return new Message(Mrkdwn.escape(heading), blocks, false);
    }

    private LayoutBlock line(Digest.Line line) {
        Finding finding = line.finding();
        String saving = finding.saving().priced() ? "*" + finding.saving().monthly() + " USD a month*" : "*unpriced*";
        String text = (finding.name() == null ? "" : "*" + Mrkdwn.escape(finding.name()) + "* ") + "`"
                + Mrkdwn.escape(Arn.parse(line.target()).id()) + "` " + Mrkdwn.escape(finding.rule()) + ", "
                + saving + ", about " + finding.effort().minutes() + " minutes of work";
        return canAsk
                ? Blocks.section(
                        text,
                        Blocks.button(
                                Button.ASK,
                                "Ask about it",
                                new ButtonValue(finding.id(), 0, line.plan(), line.round())))
                : Blocks.section(text);
    }
}
