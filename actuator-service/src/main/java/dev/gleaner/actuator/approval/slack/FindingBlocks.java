package dev.gleaner.actuator.approval.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import dev.gleaner.actuator.approval.Decisions;
import dev.gleaner.actuator.approval.TwoPeople;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Owner;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The findings of a question: what was found, what it costs, what can be done about it, and the buttons. */
@ApplicationScoped
class FindingBlocks {

    /** Slack takes 50 blocks a message, and this many findings of up to 8 blocks each. */
    private static final int SHOWN = 5;

    private static final int REMEDIES = 3;
    private static final int EVIDENCE = 10;

    private final BiPredicate<Finding, Remedy> canDo;
    private final TwoPeople twoPeople;

    @Inject
    FindingBlocks(Decisions decisions, TwoPeople twoPeople) {
        this(decisions::canDo, twoPeople);
    }

    FindingBlocks(BiPredicate<Finding, Remedy> canDo, TwoPeople twoPeople) {
        this.canDo = canDo;
        this.twoPeople = twoPeople;
    }

    /** The findings of a question, those beyond the first few by their number. */
    List<LayoutBlock> of(Subject subject) {
        List<LayoutBlock> blocks = new ArrayList<>();
        subject.findings().stream().limit(SHOWN).forEach(asked -> blocks.addAll(of(subject, asked)));
        int more = subject.findings().size() - SHOWN;
        if (more > 0) {
            blocks.add(Blocks.context("and " + more + " more findings on the same resource, by GET /api/findings"));
        }
        if (subject.elsewhere() > 0) {
            blocks.add(Blocks.context(
                    "and " + subject.elsewhere() + " of other owners, who are not asked here, by GET /api/findings"));
        }
        return blocks;
    }

    private List<LayoutBlock> of(Subject subject, Subject.Asked asked) {
        Finding finding = asked.finding();
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Blocks.section("*" + Mrkdwn.escape(finding.rule()) + "* on `" + Mrkdwn.escape(finding.resource())
                + "`\n" + "Owner: " + owner(finding.owner()) + "\n" + saving(finding.saving())));
        if (!finding.evidence().isEmpty()) {
            blocks.add(Blocks.section("*Evidence*, " + finding.window().from() + " to "
                    + finding.window().to() + "\n"
                    + finding.evidence().stream()
                            .limit(EVIDENCE)
                            .map(FindingBlocks::evidence)
                            .collect(Collectors.joining("\n"))));
        }
        blocks.add(Blocks.section("*What can be done*\n" + remedies(finding)));
        votes(subject, asked).forEach(line -> blocks.add(Blocks.context(line)));
        blocks.add(Blocks.actions(buttons(subject, asked)));
        blocks.add(Blocks.divider());
        return blocks;
    }

    private static String owner(Owner owner) {
        String known = Stream.of(
                        part("team", owner.team()),
                        part("project", owner.project()),
                        part("environment", owner.environment()),
                        part("cost center", owner.costCenter()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "unknown" : known;
    }

    private static @Nullable String part(String name, @Nullable String value) {
        return value == null ? null : name + " " + Mrkdwn.escape(value);
    }

    private static String saving(Saving saving) {
        String basis = "\nPrice basis: " + Mrkdwn.escape(saving.basis());
        return saving.priced()
                ? "*" + saving.low() + " to " + saving.high() + " USD a month*" + basis
                : "*Unpriced*: what it saves is unknown, not zero" + basis;
    }

    private static String evidence(Evidence evidence) {
        String limit = evidence.threshold() == null
                ? ""
                : " (limit " + number(evidence.threshold()) + " " + Mrkdwn.escape(evidence.unit()) + ")";
        return "• " + Mrkdwn.escape(evidence.name()) + ": " + number(evidence.value()) + " "
                + Mrkdwn.escape(evidence.unit()) + limit + ", " + evidence.samples() + " samples, "
                + number(evidence.coverage() * 100) + " % there";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(Math.round(value * 100) / 100.0);
    }

    private String remedies(Finding finding) {
        return finding.remedies().stream().map(this::remedy).collect(Collectors.joining("\n"));
    }

    private String remedy(Remedy remedy) {
        String text = "• `" + Mrkdwn.escape(remedy.action()) + "` " + Mrkdwn.escape(remedy.text());
        return remedy.action().equals(Remedy.ADVICE) ? text : text + "\n   " + wayBack(remedy);
    }

    private String wayBack(Remedy remedy) {
        String lost = String.join(", ", remedy.irreversibleParts());
        if (twoPeople.isIrreversible(remedy)) {
            return ":warning: *It can't be undone*" + (lost.isEmpty() ? "" : ": lost are " + Mrkdwn.escape(lost));
        }
        return lost.isEmpty()
                ? "It can be undone."
                : "It can be undone, but that does not bring back: " + Mrkdwn.escape(lost);
    }

    private List<String> votes(Subject subject, Subject.Asked asked) {
        List<String> lines = new ArrayList<>();
        List<Remedy> remedies = asked.finding().remedies();
        for (int i : doable(asked.finding())) {
            int remedy = i;
            String people = subject.votes().stream()
                    .filter(vote -> vote.approves(asked, remedy))
                    .map(vote -> Mrkdwn.person(vote.identity()))
                    .distinct()
                    .collect(Collectors.joining(", "));
            int needed = twoPeople.needed(asked.finding(), remedies.get(i));
            if (needed > 1) {
                lines.add(":busts_in_silhouette: `"
                        + Mrkdwn.escape(remedies.get(i).action())
                        + "` takes the yes of two people"
                        + (people.isEmpty() ? "" : "; approved so far by " + people));
            }
        }
        return lines;
    }

    private List<Integer> doable(Finding finding) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < finding.remedies().size() && places.size() < REMEDIES; i++) {
            if (canDo.test(finding, finding.remedies().get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    private List<BlockElement> buttons(Subject subject, Subject.Asked asked) {
        List<BlockElement> buttons = new ArrayList<>();
        for (int remedy : doable(asked.finding())) {
            buttons.add(approve(subject, asked, remedy));
        }
        ButtonValue value = value(subject, asked, 0);
        buttons.add(Blocks.button(Button.REJECT, "Reject", value));
        buttons.add(Blocks.button(Button.SNOOZE, "Snooze " + Button.SNOOZED.toDays() + " days", value));
        buttons.add(Blocks.button(Button.KEEP, "Keep " + Button.KEPT.toDays() + " days", value));
        return buttons;
    }

    private BlockElement approve(Subject subject, Subject.Asked asked, int place) {
        Remedy remedy = asked.finding().remedies().get(place);
        return Blocks.asking(
                Blocks.button(Button.APPROVE, "Approve " + remedy.action(), value(subject, asked, place)),
                subject.dryRun() ? "Dry run: nothing will be changed" : "This changes AWS",
                "`" + Mrkdwn.escape(remedy.action()) + "` on `" + Mrkdwn.escape(subject.target()) + "`. "
                        + wayBack(remedy));
    }

    private static ButtonValue value(Subject subject, Subject.Asked asked, int remedy) {
        return new ButtonValue(asked.finding().id(), remedy, asked.plan(), subject.round());
    }
}
