package dev.gleaner.actuator.approval.slack.format;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.action.schedule.ScheduleInstance;
import dev.gleaner.actuator.action.schedule.ScheduleParameters;
import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.approval.policy.CurrentPolicy;
import dev.gleaner.actuator.approval.policy.TwoPersonRule;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders the findings of a question: evidence, price, remedies and buttons. */
@ApplicationScoped
public class FindingBlocks {

    /** Most findings of a message: Slack accepts 50 blocks, and a finding has up to 8. */
    public static final int SHOWN = 5;

    private static final int REMEDIES = 3;
    private static final String DEFAULT_REQUIREMENT =
            ApprovalRequirement.builtIn("", 1).describe();
    private static final int EVIDENCE = 10;

    /** Name of the guard that requires a confirmation of the analyzer. */
    private static final String CONFIRMATION = "confirmation";

    /** Longest reason of a guard, in characters. */
    private static final int REASON = 400;

    private final BiPredicate<Finding, Remedy> isExecutable;
    private final TwoPersonRule twoPersonRule;
    private final RequirementLookup requirements;

    @Inject
    FindingBlocks(RemedyPreview remedyPreview, TwoPersonRule twoPersonRule, CurrentPolicy policy) {
        this(remedyPreview::isExecutable, twoPersonRule, policy::requirement);
    }

    FindingBlocks(
            BiPredicate<Finding, Remedy> isExecutable, TwoPersonRule twoPersonRule, RequirementLookup requirements) {
        this.isExecutable = isExecutable;
        this.twoPersonRule = twoPersonRule;
        this.requirements = requirements;
    }

    /** Determines what the approval of a remedy requires. */
    interface RequirementLookup {
        ApprovalRequirement requirement(Finding finding, Remedy remedy, ApprovalTarget target);
    }

    /** Renders the first findings of a question, and the number of the others. */
    List<LayoutBlock> render(MessageModel messageModel) {
        List<LayoutBlock> blocks = new ArrayList<>();
        messageModel.findings().stream().limit(SHOWN).forEach(asked -> blocks.addAll(render(messageModel, asked)));
        if (messageModel.findings().size() > 1) {
            blocks.add(BlockFactory.context(
                    "Several findings on one resource: it is paid for once, so that the largest counts."));
        }
        doubted(messageModel).forEach(line -> blocks.add(BlockFactory.context(line)));
        int more = messageModel.findings().size() - SHOWN;
        if (more > 0) {
            blocks.add(
                    BlockFactory.context("and " + more + " more findings on the same resource, by GET /api/findings"));
        }
        if (messageModel.elsewhere() > 0) {
            blocks.add(BlockFactory.context("and " + messageModel.elsewhere()
                    + " of other owners, who are not asked here, by GET /api/findings"));
        }
        return blocks;
    }

    /** Renders a line for each finding that is in doubt. */
    static List<String> doubted(MessageModel messageModel) {
        return messageModel.doubted().stream()
                .limit(SHOWN)
                .map(finding -> ":question: *" + MrkdwnText.escape(finding.rule()) + "* is in doubt"
                        + Optional.ofNullable(finding.doubt())
                                .map(doubt -> " since " + doubt.since() + ": " + MrkdwnText.escape(doubt.reason()))
                                .orElse("")
                        + ". It is not counted, and can't be approved until the final verdict.")
                .toList();
    }

    private List<LayoutBlock> render(MessageModel messageModel, MessageModel.Asked asked) {
        Finding finding = asked.finding();
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(BlockFactory.section("*" + MrkdwnText.escape(finding.rule()) + "* on "
                + (finding.name() == null ? "" : "*" + MrkdwnText.escape(finding.name()) + "* ") + "`"
                + MrkdwnText.escape(finding.resource()) + "`\n" + "Owner: " + owner(finding.owner())
                + (finding.creator() == null ? "" : ", created by " + MrkdwnText.escape(finding.creator())) + "\n"
                + (asked.lastConfirmed() == null ? "" : "Last confirmed: " + asked.lastConfirmed() + "\n")
                + saving(finding.saving(), "\nPrice basis: ")));
        if (!finding.evidence().isEmpty()) {
            blocks.add(BlockFactory.section("*Evidence*, " + finding.window().from() + " to "
                    + finding.window().to() + "\n"
                    + finding.evidence().stream()
                            .limit(EVIDENCE)
                            .map(FindingBlocks::evidence)
                            .collect(Collectors.joining("\n"))));
        }
        blocks.add(BlockFactory.section(
                "*What can be done*" + guardTime(asked) + "\n" + remedies(messageModel.about(), asked)));
        votes(messageModel, asked).forEach(line -> blocks.add(BlockFactory.context(line)));
        blocks.add(BlockFactory.actions(buttons(messageModel, asked)));
        blocks.add(BlockFactory.divider());
        return blocks;
    }

    private static String owner(Finding.Owner owner) {
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
        return value == null ? null : name + " " + MrkdwnText.escape(value);
    }

    private static String saving(Saving saving, String beforeBasis) {
        String basis = beforeBasis + MrkdwnText.escape(saving.basis());
        if (saving.cost() != null) {
            return "*Costs " + saving.cost() + " USD a month*: which part of it can be saved is not known" + basis;
        }
        return saving.priced()
                ? "*" + saving.low() + " to " + saving.high() + " USD a month*" + covered(saving) + basis
                : "*Unpriced*: what it saves is unknown, not zero" + basis;
    }

    /** What is expected of a saving that reservations and savings plans cover, and why. */
    private static String covered(Saving saving) {
        Saving.Covered covered = saving.covered();
        return covered == null
                ? ""
                : ", expected " + saving.monthly() + "\nCommitments cover " + covered.amount() + " of it: "
                        + MrkdwnText.escape(Optional.ofNullable(covered.reason())
                                .orElse("what they would cover instead has not been computed yet"));
    }

    private static String evidence(Evidence evidence) {
        String limit =
                evidence.threshold() == null ? "" : " (limit " + measure(evidence.threshold(), evidence.unit()) + ")";
        return "• " + MrkdwnText.escape(evidence.name()) + ": " + measure(evidence.value(), evidence.unit()) + limit
                + ", " + measure((double) evidence.samples(), "samples") + ", "
                + measure(evidence.coverage() * 100, "percent")
                + " there";
    }

    private static String measure(double value, String unit) {
        return MrkdwnText.escape(MeasuredValue.format(value, unit));
    }

    private String remedies(ApprovalTarget about, MessageModel.Asked asked) {
        List<Remedy> remedies = asked.finding().remedies();
        return IntStream.range(0, remedies.size())
                .mapToObj(place ->
                        remedy(about, remedies.get(place), asked.problems().get(place))
                                + inputs(asked, place)
                                + objections(asked, place))
                .collect(Collectors.joining("\n"));
    }

    /** Renders what the approver of a remedy enters. */
    private static String inputs(MessageModel.Asked asked, int place) {
        return asked.parameters(place).stream()
                .map(parameter ->
                        "\n   :pencil2: The approver " + (parameter.proposed() == null ? "enters" : "may change") + " `"
                                + MrkdwnText.escape(parameter.name()) + "`: " + MrkdwnText.escape(parameter.text()))
                .collect(Collectors.joining());
    }

    /**
     * Renders what the guards would object to a remedy, unless the remedy can't be done anyway. The first confirmation of a
     * finding often comes after its question, and a message stays as it was written.
     */
    private static String objections(MessageModel.Asked asked, int place) {
        return asked.problems().containsKey(place)
                ? ""
                : asked.objections(place).stream()
                        .filter(objection -> asked.lastConfirmed() != null
                                || !objection.guard().equals(CONFIRMATION))
                        .map(FindingBlocks::objection)
                        .collect(Collectors.joining());
    }

    /** Renders as of when the objections of the guards are, if there are any. */
    private static String guardTime(MessageModel.Asked asked) {
        GuardPreview guards = asked.guards();
        return guards == null || guards.objections().isEmpty()
                ? ""
                : " (guards as of " + guards.evaluatedAt() + "; they are evaluated again before each change)";
    }

    private static String objection(GuardPreview.Objection objection) {
        String reason = MrkdwnText.escape(shortened(objection.reason()));
        return switch (objection.effect()) {
            case REFUSES ->
                "\n   :no_entry: *Would be refused now*: " + reason + ". " + MrkdwnText.escape(objection.lift());
            case DELAYS -> "\n   :hourglass: *Would wait* until " + objection.until() + ": " + reason + ".";
        };
    }

    /** Slack limits the text of a section, and a reason can contain a patch; the page shows all of it. */
    private static String shortened(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON) + "...";
    }

    private String remedy(ApprovalTarget about, Remedy remedy, @Nullable String problem) {
        String text = "• `" + MrkdwnText.escape(remedy.action()) + "` " + MrkdwnText.escape(remedy.text());
        if (problem != null) {
            return text + "\n   It can't be done: " + MrkdwnText.escape(problem);
        }
        if (remedy.action().equals(ScheduleInstance.NAME)) {
            text += ScheduleParameters.start(remedy.parameters())
                    .map(start -> "\n   It starts " + start + ".")
                    .orElse("");
        }
        Saving own = remedy.saving();
        if (own != null) {
            text += "\n   Its own saving: " + saving(own, ". ");
        }
        return remedy.isAdvice() ? text : text + "\n   " + undoText(about, remedy);
    }

    private String undoText(ApprovalTarget about, Remedy remedy) {
        String irreversible = Stream.concat(remedy.irreversibleParts().stream(), about.undosLostBy(remedy).stream())
                .collect(Collectors.joining(", "));
        if (twoPersonRule.isIrreversible(remedy)) {
            return ":warning: *It can't be undone*"
                    + (irreversible.isEmpty() ? "" : ": lost are " + MrkdwnText.escape(irreversible));
        }
        String within = RemedyAction.of(remedy.action())
                .flatMap(RemedyAction::undoTime)
                .map(time -> " within " + time.text())
                .orElse("");
        return "It can be undone" + within
                + (irreversible.isEmpty() ? "." : ", but that does not bring back: " + MrkdwnText.escape(irreversible));
    }

    /** Renders the required approval of each remedy that needs more than one approver, and the approvals so far. */
    private List<String> votes(MessageModel messageModel, MessageModel.Asked asked) {
        List<String> lines = new ArrayList<>();
        List<Remedy> remedies = asked.finding().remedies();
        for (int place : executable(asked)) {
            ApprovalRequirement required =
                    requirements.requirement(asked.finding(), remedies.get(place), messageModel.about());
            if (!required.describe().equals(DEFAULT_REQUIREMENT)) {
                lines.add(":busts_in_silhouette: `"
                        + MrkdwnText.escape(remedies.get(place).action()) + "` "
                        + MrkdwnText.escape(required.describe())
                        + (asked.needsInput(place) && required.notice().isPresent()
                                ? "; as something has to be entered, only a person approves it"
                                : "")
                        + approved(messageModel, asked, place));
            }
        }
        return lines;
    }

    private static String approved(MessageModel messageModel, MessageModel.Asked asked, int remedy) {
        String people = messageModel.votes().stream()
                .filter(vote -> vote.approves(asked, remedy))
                .map(vote -> MrkdwnText.person(vote.identity())
                        + entered(vote.decision().parameters()))
                .distinct()
                .collect(Collectors.joining(", "));
        return people.isEmpty() ? "" : "; approved so far by " + people;
    }

    /** Renders what was entered with an approval; a second person has to enter the same. */
    private static String entered(Map<String, @Nullable String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(entry -> MrkdwnText.escape(entry.getKey() + " " + entry.getValue()))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    /** Whether the policy approves a remedy after a notice period unless somebody rejects it. */
    boolean isAutoApproved(MessageModel messageModel) {
        return messageModel.findings().stream()
                .anyMatch(asked -> executable(asked).stream()
                        .filter(place -> !asked.needsInput(place))
                        .anyMatch(place -> requirements
                                .requirement(
                                        asked.finding(),
                                        asked.finding().remedies().get(place),
                                        messageModel.about())
                                .notice()
                                .isPresent()));
    }

    private List<Integer> executable(MessageModel.Asked asked) {
        Finding finding = asked.finding();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < finding.remedies().size() && places.size() < REMEDIES; i++) {
            if (!asked.isRuledOut(i)
                    && isExecutable.test(finding, finding.remedies().get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    private List<BlockElement> buttons(MessageModel messageModel, MessageModel.Asked asked) {
        List<BlockElement> buttons = new ArrayList<>();
        for (int place : executable(asked)) {
            Remedy remedy = asked.finding().remedies().get(place);
            if (!requirements
                    .requirement(asked.finding(), remedy, messageModel.about())
                    .isNever()) {
                buttons.add(approve(messageModel, asked, place));
            }
        }
        MessageButton.Value value = value(messageModel, asked, 0, List.of());
        buttons.add(BlockFactory.button(MessageButton.REJECT, "Reject", value));
        buttons.add(
                BlockFactory.button(MessageButton.SNOOZE, "Snooze " + MessageButton.SNOOZED.toDays() + " days", value));
        buttons.add(BlockFactory.button(MessageButton.KEEP, "Keep " + MessageButton.KEPT.toDays() + " days", value));
        return buttons;
    }

    private BlockElement approve(MessageModel messageModel, MessageModel.Asked asked, int place) {
        Remedy remedy = asked.finding().remedies().get(place);
        ButtonElement button = BlockFactory.button(
                MessageButton.APPROVE,
                "Approve " + remedy.action(),
                value(messageModel, asked, place, asked.parameters(place)));
        if (asked.needsInput(place)) {
            // A form follows, which has a button of its own to confirm it.
            return button;
        }
        return BlockFactory.withApproveDialog(
                button,
                messageModel.dryRun() ? "Dry run: nothing will be changed" : "This changes AWS",
                "`" + MrkdwnText.escape(remedy.action()) + "` on `" + MrkdwnText.escape(messageModel.target()) + "`. "
                        + undoText(messageModel.about(), remedy));
    }

    private static MessageButton.Value value(
            MessageModel messageModel, MessageModel.Asked asked, int remedy, List<EnteredParameter> parameters) {
        Map<String, String> proposed = new TreeMap<>();
        parameters.forEach(parameter ->
                Optional.ofNullable(parameter.proposed()).ifPresent(value -> proposed.put(parameter.name(), value)));
        return new MessageButton.Value(
                asked.finding().id(),
                remedy,
                asked.plan(),
                messageModel.round(),
                null,
                parameters.stream().map(EnteredParameter::name).toList(),
                proposed);
    }
}
