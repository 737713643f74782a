package dev.gleaner.actuator.approval.slack.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.util.json.GsonFactory;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.approval.policy.ApprovalConfig;
import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.approval.policy.TwoPersonRule;
import dev.gleaner.actuator.approval.slack.SlackConfigs;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What messages say. */
class MessageRendererTest {

    private static final int MOST_BLOCKS = 50;
    private static final int LONGEST_VALUE = 2000;
    private static final String PLAN = "sha256:" + "a".repeat(64);

    private final Arn arn = Arn.instance("us-east-1", "123456789012", "i-0123456789abcdef0");
    private final Finding idle = Findings.idle(arn);
    private final TwoPersonRule twoPersonRule = new TwoPersonRule(
            new SmallRyeConfigBuilder()
                    .withMapping(ApprovalConfig.class)
                    .addDefaultInterceptors()
                    .build()
                    .getConfigMapping(ApprovalConfig.class),
            Remedy::reversible);
    private final MessageRenderer writer = writer((finding, remedy, target) ->
            ApprovalRequirement.builtIn("two-people", twoPersonRule.requiredPeople(finding, remedy, target)));

    @Test
    void shouldSayWhatWasFoundAndWhatComesBack() {
        MessageContent message = writer.write(question(false, idle));

        assertThat(message.hasDecisionButtons()).isTrue();
        assertThat(json(message))
                .contains(
                        arn.toString(),
                        "team vision",
                        "environment dev",
                        "cpu mean: 1.5 % (limit 5 %), 168 samples, 100 % there")
                .contains("0.00 to 140.16 USD a month", "Price basis: test")
                .contains("does not bring back: public IPv4, unsaved work")
                .doesNotContain("DRY RUN", "two people");
    }

    @Test
    void shouldSayLoudlyThatItIsADryRun() {
        MessageContent message = writer.write(question(true, idle));

        assertThat(message.text()).startsWith("DRY RUN");
        assertThat(json(message)).contains("Dry run", "nothing is changed in AWS");
    }

    @Test
    void shouldBindEachButtonToThePlanThatIsShown() {
        List<ButtonElement> buttons = buttons(writer.write(question(false, idle)));

        assertThat(buttons)
                .extracting(ButtonElement::getActionId)
                .containsExactly("approve.0", "reject.0", "snooze.0", "keep.0");
        assertThat(buttons).allSatisfy(button -> {
            assertThat(button.getValue()).contains(idle.id(), PLAN).hasSizeLessThanOrEqualTo(LONGEST_VALUE);
        });
        assertThat(buttons.get(0).getConfirm()).isNotNull();
    }

    /** Nobody is asked for a yes to what would be refused a moment later. */
    @Test
    void shouldSayWhatCanNotBeDoneAndOfferNoButtonForIt() {
        MessageModel impossible =
                question(new MessageModel.Asked(idle, PLAN, Map.of(0, "the hours are not set"), null, null));

        MessageContent message = writer.write(impossible);

        assertThat(json(message)).contains("It can't be done: the hours are not set");
        assertThat(buttons(message))
                .extracting(ButtonElement::getActionId)
                .containsExactly("reject.0", "snooze.0", "keep.0");
    }

    /** The form that follows has a button of its own. */
    @Test
    void shouldAskTheApproverForWhatThePlanDoesNotContain() {
        Finding forGood = Findings.with(
                idle, List.of(new Remedy("stop-instance", Map.of(), false, List.of(), "Stop it for good")));
        EnteredParameter hours = new EnteredParameter("hours", true, "Hours of the week.", "Mon-Fri 09:00-17:00");
        MessageModel.Vote vote = new MessageModel.Vote(
                idle.id(),
                "sha256:" + "c".repeat(64),
                "U0ANNA",
                new Decision(Decision.Kind.APPROVE, 0, PLAN, null, null, Map.of("hours", "daily 03:00-04:00")));
        MessageModel open =
                question(new MessageModel.Asked(forGood, PLAN, Map.of(0, List.of(hours)), Map.of(), null, null), vote);

        MessageContent message = writer.write(open);

        ButtonElement approve = buttons(message).get(0);
        assertThat(approve.getActionId()).isEqualTo("approve.0");
        assertThat(approve.getConfirm()).isNull();
        assertThat(approve.getValue()).contains("\"asks\":[\"hours\"]");
        assertThat(buttons(message).get(1).getValue()).doesNotContain("asks");
        assertThat(json(message))
                .contains("The approver enters `hours`: Hours of the week.")
                .contains("approved so far by <@U0ANNA> (hours daily 03:00-04:00)");
    }

    @Test
    void shouldSayWhichUndoOfAnotherActionIsLost() {
        Arn address = Arn.parse("arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1");
        Finding finding = Findings.with(
                Findings.idle(address),
                List.of(new Remedy("release-address", Map.of(), false, List.of("the address"), "Release it")));
        MessageModel needed = new MessageModel(
                address.toString(),
                1,
                ProposalState.OPEN,
                Optional.empty(),
                false,
                new ApprovalTarget(Map.of(), List.of(), List.of("the undo of delete-nat-gateway of nat-1")),
                List.of(new MessageModel.Asked(finding, PLAN)),
                0,
                List.of(),
                false,
                List.of(),
                List.of());

        assertThat(json(writer.write(needed)))
                .contains("lost are the address, the undo of delete-nat-gateway of nat-1");
    }

    @Test
    void shouldSayWhatWouldBeRefusedOrWaitBeforeAnyoneApproves() {
        GuardResult tag = new GuardResult.Refusal("protected-tag", "the tag <x> protects it", "Remove the tag.");
        GuardResult window = new GuardResult.Delay("change-window", "it waits", Instant.parse("2026-11-30T08:00:00Z"));

        MessageContent message = writer.write(guarded(tag, window));

        assertThat(json(message))
                .contains(
                        "guards as of 2026-11-26T10:00:00Z",
                        "*Would be refused now*: the tag &lt;x&gt; protects it. Remove the tag.",
                        "*Would wait* until 2026-11-30T08:00:00Z: it waits.");
        assertThat(buttons(message)).extracting(ButtonElement::getActionId).contains("approve.0");
    }

    @Test
    void shouldOfferNoButtonForWhatNothingCanLift() {
        GuardResult root =
                new GuardResult.Refusal("loses-data", "its root device is instance-store", "Nothing.", false);

        MessageContent message = writer.write(guarded(root));

        assertThat(json(message)).contains("its root device is instance-store. Nothing.");
        assertThat(buttons(message))
                .extracting(ButtonElement::getActionId)
                .containsExactly("reject.0", "snooze.0", "keep.0");
    }

    private MessageModel guarded(GuardResult... results) {
        GuardPreview preview = new GuardPreview(
                Instant.parse("2026-11-26T10:00:00Z"),
                Arrays.stream(results)
                        .map(result -> GuardPreview.Objection.of(0, "stop-instance", result))
                        .toList());
        return question(new MessageModel.Asked(idle, PLAN, Map.of(), null, preview));
    }

    /** Whatever the hours are: a remedy that makes no sense must not keep the question from being posted. */
    @Test
    void shouldSayWhenAScheduleStarts() {
        Map<String, String> hours = Map.of("on", "Mon 08:00-18:00", "zone", "UTC");
        Map<String, String> wrong = Map.of("on", "Mon 08:00-18:00", "zone", "UTC", "lead", "soon");

        assertThat(json(writer.write(question(false, Findings.with(arn, "schedule-instance", hours)))))
                .contains("It starts 10 minutes before its hours.");
        assertThat(json(writer.write(question(false, Findings.with(arn, "schedule-instance", wrong)))))
                .doesNotContain("minutes before");
    }

    @Test
    void shouldSayThatAnUnknownPriceIsUnknown() {
        Finding unpriced = Findings.with(idle, 1, Saving.unpriced("no price for <it>"));

        assertThat(json(writer.write(question(false, unpriced))))
                .contains("Unpriced", "unknown, not zero", "no price for &lt;it&gt;");
    }

    @Test
    void shouldCallACostNoSaving() {
        Finding cost = Findings.with(idle, 1, Saving.ofCost(new BigDecimal("122.4"), "a month to the internet"));

        assertThat(json(writer.write(question(false, cost))))
                .contains("Costs 122.40 USD a month", "which part of it can be saved is not known")
                .doesNotContain("Unpriced");
    }

    @Test
    void shouldTellWhatARemedySavesAndHowLongItsUndoTakes() {
        Remedy stop = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
        Finding both = Findings.with(
                idle,
                List.of(
                        stop,
                        new Remedy("schedule-instance", Map.of(), true, List.of(), "Run it at some hours")
                                .withSaving(Saving.unpriced("the approver enters the hours"))));

        assertThat(json(writer.write(question(false, both))))
                .contains("It can be undone within minutes.")
                .containsOnlyOnce("Its own saving: *Unpriced*")
                .contains("the approver enters the hours");
    }

    @Test
    void shouldSayWhatIsExpectedOfACoveredSaving() {
        Saving covered = Saving.priced(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, "test")
                .withCovered(new BigDecimal("140.16"));
        Saving computed = covered.withReuse(new BigDecimal("0.5"), "r1 would cover m5.large in 222222222222");

        assertThat(json(writer.write(question(false, Findings.with(idle, 1, covered)))))
                .contains("0.00 to 140.16 USD a month*, expected 0.00", "has not been computed yet");
        assertThat(json(writer.write(question(false, Findings.with(idle, 1, computed)))))
                .contains("expected 70.08", "Commitments cover 140.16 of it: r1 would cover m5.large in 222222222222");
    }

    /** A tag that reads {@code <!channel>} would call everybody. */
    @Test
    void shouldNotLetTextsOfOthersBecomeMarkup() {
        Finding rude = Findings.with(
                idle, List.of(new Remedy("stop-instance", Map.of(), true, List.of("<!channel>"), "<http://x|y> & z")));

        assertThat(json(writer.write(question(false, rude))))
                .contains("&lt;!channel&gt;", "&lt;http://x|y&gt; &amp; z")
                .doesNotContain("<!channel>", "<http://x");
    }

    @Test
    void shouldKeepWithinSlacksLimits() {
        Remedy endless = new Remedy("stop-instance", Map.of(), false, List.of("x".repeat(5000)), "y".repeat(5000));
        Finding large = Findings.with(idle, Collections.nCopies(20, endless));
        Finding[] many = Collections.nCopies(30, large).toArray(Finding[]::new);

        MessageContent message = writer.write(question(true, many));

        assertThat(message.blocks()).hasSizeLessThanOrEqualTo(MOST_BLOCKS);
        assertThat(json(message)).contains("and 25 more findings");
        assertThat(message.blocks()).allSatisfy(block -> {
            assertThat(GsonFactory.createSnakeCase().toJson(block).length()).isLessThan(20_000);
        });
    }

    @Test
    void shouldNameWhoApprovedAndThatAnotherOneHasTo() {
        Finding irreversible =
                Findings.with(idle, List.of(new Remedy("stop-instance", Map.of(), false, List.of(), "Stop it")));
        MessageModel.Vote yes = new MessageModel.Vote(
                idle.id(), PLAN, "U0ANNA", new Decision(Decision.Kind.APPROVE, 0, PLAN, null, null));

        assertThat(json(writer.write(subject(ProposalState.OPEN, 1, false, List.of(yes), irreversible))))
                .contains("requires the approval of two people; approved so far by <@U0ANNA>", "It can't be undone");
    }

    @Test
    void shouldTakeTheButtonsAwayWhenItIsDecided() {
        MessageModel.Vote no =
                new MessageModel.Vote(idle.id(), PLAN, "bert", new Decision(Decision.Kind.REJECT, 0, PLAN, null, null));

        MessageContent message = writer.write(subject(ProposalState.REJECTED, 1, false, List.of(no), idle));

        assertThat(message.hasDecisionButtons()).isFalse();
        assertThat(buttons(message)).isEmpty();
        assertThat(json(message)).contains("Rejected by bert");
    }

    @Test
    void shouldNameTheResourceItsCreatorAndTheLastConfirmation() {
        Finding named = Findings.again(idle, 1);
        MessageModel messageModel =
                question(new MessageModel.Asked(named, PLAN, Map.of(), Instant.parse("2026-11-26T10:00:00Z"), null));

        MessageContent message = writer.write(messageModel);

        assertThat(message.text()).contains("ocr-batch (i-0123456789abcdef0)");
        assertThat(json(message))
                .contains("*ocr-batch*", "created by role/trainer", "Last confirmed: 2026-11-26T10:00:00Z");
    }

    @Test
    void shouldTakeTheButtonsAwayAndSayWhyWhenItIsInDoubt() {
        MessageContent message = writer.write(doubted(ProposalState.CLOSED));

        assertThat(buttons(message)).isEmpty();
        assertThat(json(message))
                .contains("*idle-instance* is in doubt since 2026-11-01T01:00:00Z: it worked in 1 hours")
                .doesNotContain("The waste is gone");
    }

    @Test
    void shouldSayWhatElseIsInDoubtBesideAQuestion() {
        MessageContent message =
                writer.write(doubted(ProposalState.OPEN, Findings.by("idle-gpu", idle, idle.saving())));

        assertThat(buttons(message)).isNotEmpty();
        assertThat(json(message)).contains("*idle-instance* is in doubt", "*idle-gpu*");
    }

    @Test
    void shouldSayThatAResourceIsPaidForOnce() {
        Finding gpu = Findings.by("idle-gpu", idle, idle.saving());

        assertThat(json(writer.write(question(false, idle, gpu)))).contains("it is paid for once");
        assertThat(json(writer.write(question(false, idle)))).doesNotContain("it is paid for once");
    }

    private MessageModel doubted(ProposalState state, Finding... open) {
        return new MessageModel(
                arn.toString(),
                1,
                state,
                Optional.empty(),
                false,
                ApprovalTarget.of(Map.of()),
                Arrays.stream(open)
                        .map(finding -> new MessageModel.Asked(finding, PLAN))
                        .toList(),
                0,
                List.of(),
                false,
                List.of(),
                List.of(Findings.doubted(idle, 1, "it worked in 1 hours")));
    }

    @Test
    void shouldTellOfALeftMessageWhereItGoesOn() {
        assertThat(json(writer.renderSuperseded(
                        arn.toString(), Optional.of("https://example.slack.com/archives/C1/p1"))))
                .contains("<https://example.slack.com/archives/C1/p1|a newer message>");
        assertThat(json(writer.renderSuperseded(arn.toString(), Optional.empty())))
                .contains("another owner now")
                .doesNotContain("http");
    }

    @Test
    void shouldNameOthersFindingsByTheirNumberAlone() {
        MessageModel theirs = new MessageModel(
                arn.toString(),
                1,
                ProposalState.OPEN,
                Optional.empty(),
                false,
                ApprovalTarget.of(Map.of()),
                List.of(new MessageModel.Asked(idle, PLAN)),
                2,
                List.of(),
                false,
                List.of(),
                List.of());

        assertThat(json(writer.write(theirs))).contains("and 2 of other owners, who are not asked here");
    }

    /** A new question in the old message is one that nobody was asked before. */
    @Test
    void shouldTellQuestionsApartByWhatAYesBindsTo() {
        MessageModel first = question(false, idle);
        MessageModel second = subject(ProposalState.OPEN, 2, false, List.of(), idle);

        assertThat(first.plansHash()).isEqualTo(first.plansHash()).isNotEqualTo(second.plansHash());
        assertThat(writer.write(first).hash())
                .isEqualTo(writer.write(first).hash())
                .isNotEqualTo(writer.write(second).hash());
    }

    /** Whoever says nothing has to know what that means. */
    @Test
    void shouldSayThatSilenceIsAYesWhereAPolicySaysSo() {
        MessageRenderer silent = writer((finding, remedy, target) -> new ApprovalRequirement(
                "idle-" + target.tags().get("team"),
                "policy.yaml:4:5",
                1,
                ApprovalRequirement.Approvers.ANYBODY,
                Optional.of(Duration.ofHours(24)),
                0));

        assertThat(json(silent.write(question(false, idle))))
                .contains(
                        "no rejection within 24 h after this was posted",
                        "Without a rejection it is approved by the policy")
                .doesNotContain("Without a decision nothing happens");
    }

    @Test
    void shouldOfferNothingThatThePolicyForbids() {
        MessageRenderer never = writer((finding, remedy, tags) -> ApprovalRequirement.builtIn("never", 0));

        MessageContent message = never.write(question(false, idle));

        assertThat(buttons(message)).extracting(ButtonElement::getActionId).doesNotContain("approve.0");
        assertThat(json(message)).contains("may never be done from here");
    }

    private MessageRenderer writer(FindingBlocks.RequirementLookup terms) {
        return new MessageRenderer(
                new FindingBlocks((finding, remedy) -> !remedy.action().equals(Remedy.ADVICE), twoPersonRule, terms),
                SlackConfigs.with(Map.of()));
    }

    private MessageModel question(boolean dryRun, Finding... findings) {
        return subject(ProposalState.OPEN, 1, dryRun, List.of(), findings);
    }

    private MessageModel subject(
            ProposalState state, int round, boolean dryRun, List<MessageModel.Vote> votes, Finding... findings) {
        return new MessageModel(
                arn.toString(),
                round,
                state,
                Optional.of(Instant.parse("2026-11-27T00:00:00Z")),
                dryRun,
                ApprovalTarget.of(Map.of("team", "vision")),
                Arrays.stream(findings)
                        .map(finding -> new MessageModel.Asked(finding, PLAN))
                        .toList(),
                0,
                List.of(),
                false,
                votes,
                List.of());
    }

    static String json(MessageContent message) {
        // Gson writes < as an escape, so it is read back for the eye.
        return GsonFactory.createSnakeCase()
                .toJson(message.blocks())
                .replace("\\u003c", "<")
                .replace("\\u003e", ">")
                .replace("\\u0026", "&")
                .replace("\\u003d", "=")
                .replace("\\u0027", "'");
    }

    private static List<ButtonElement> buttons(MessageContent message) {
        return message.blocks().stream()
                .filter(ActionsBlock.class::isInstance)
                .flatMap(block -> ((ActionsBlock) block).getElements().stream())
                .map(ButtonElement.class::cast)
                .toList();
    }

    /** A question about one finding on the instance, whose tags say nothing. */
    private MessageModel question(MessageModel.Asked asked, MessageModel.Vote... votes) {
        return new MessageModel(
                arn.toString(),
                1,
                ProposalState.OPEN,
                Optional.empty(),
                false,
                ApprovalTarget.of(Map.of()),
                List.of(asked),
                0,
                List.of(),
                false,
                List.of(votes),
                List.of());
    }
}
