package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurringWorkGuardTest {

    private static final LocalDate TODAY = LocalDate.ofInstant(Case.NOW, ZoneOffset.UTC);

    private static final InferenceEndpoint ENDPOINT = new InferenceEndpoint(
            "Ranker",
            "InService",
            "ranker-7",
            1,
            List.of(new InferenceEndpoint.Variant("main", "model", 1, 1)),
            false,
            false,
            List.of(),
            List.of(),
            Map.of());

    private static final NatGateway GATEWAY =
            new NatGateway("available", "vpc-1", "subnet-1", "public", false, List.of(), List.of(), Map.of());

    private static final ScalingGroup GROUP = new ScalingGroup(
            null,
            "workers-7",
            null,
            List.of(),
            null,
            Map.of(),
            new ScalingGroup.GroupSize(6, 6, 6, List.of("i-1", "i-2", "i-3", "i-4", "i-5", "i-6"), List.of()));

    private final Case with = new Case();
    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();

    @ParameterizedTest
    @CsvSource({
        "8 17 26, 0, its work recurs",
        "9 22 35, 7, its work recurs",
        "15 36 57, 14, its work recurs",
        "20 48, 14, its work recurs",
        "13, 14, it was used 13 days ago",
        "0, 7, it was used 0 days ago",
    })
    void shouldRefuseWhatIsAtWorkAgain(String daysAgo, int judged, String reason) {
        with.longTermUse = used(daysAgo, judged);

        assertThat(objection()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "14, 14", "7, 7", "8 18, 0", "33 43 53, 14"})
    void shouldNotObjectToWhatHasEnded(String daysAgo, int judged) {
        with.longTermUse = used(daysAgo, judged);

        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldRefuseWhatWasNotRead() {
        with.longTermUse = new LongTermUse.Unread();
        assertThat(objection()).contains("it is not known whether its work recurs");

        with.longTermUse = new LongTermUse.Unreadable("CloudWatch did not answer");
        assertThat(objection()).contains("CloudWatch did not answer");
    }

    @Test
    void shouldLeaveAnInstanceThatIsStoppedAlready() {
        with.state = "stopped";
        with.plannedState = "stopped";
        with.demands = Set.of(TargetPrecondition.IDLE);

        assertThat(new RecurringWorkGuard().appliesTo(with.situation())).isFalse();
    }

    /** The guards of a start have it, for each kind of target. */
    @Test
    void shouldRefuseTheStartOfEachAction() {
        with.longTermUse = used("9 22 35", 0);
        assertThat(firstGuard(with.situation())).isEqualTo("recurring-work");

        with.demands = Set.of(TargetPrecondition.LONG_UNUSED);
        assertThat(firstGuard(on(ENDPOINT, new InferenceEndpoint.Observation(ENDPOINT))))
                .isEqualTo("recurring-work");
        assertThat(firstGuard(on(GATEWAY, new NatGateway.Observation(GATEWAY, List.of(), List.of(), List.of()))))
                .isEqualTo("recurring-work");

        with.parameters = Map.of("minimum", "1", "desired", "2", "utilization", "80");
        with.longTermUse = loads("9 22 35", 400, false);
        assertThat(firstGuard(on(GROUP, new ScalingGroup.Observation(GROUP)))).isEqualTo("recurring-work");

        with.longTermUse = used("9", 7);
        assertThat(firstGuard(on(ENDPOINT, new InferenceEndpoint.Observation(ENDPOINT))))
                .isEmpty();
    }

    /** A group of which the plan leaves two instances at 80 % at most: 160 % of one. */
    @ParameterizedTest
    @CsvSource({
        "8 18 28, 200, false, its work recurs",
        "9 22 35, 160, false, its work recurs",
        "8 18 28, 159, false, ''",
        "8 18, 400, false, ''",
        "8 18 28, 400, true, ''",
    })
    void shouldRefuseToEndWhatAGroupNeedsAgain(String daysAgo, double load, boolean isScaled, String reason) {
        with.parameters = Map.of("minimum", "1", "desired", "2", "utilization", "80");
        with.longTermUse = loads(daysAgo, load, isScaled);

        assertThat(objection().startsWith(reason)).isTrue();
        assertThat(objection().isEmpty()).isEqualTo(reason.isEmpty());
    }

    @Test
    void shouldRefuseAGroupWithoutTheLoadThatItsPlanLeavesRoomFor() {
        with.longTermUse = loads("8", 1, true);

        assertThat(objection()).contains("it is not known whether its work recurs");
    }

    /** Days on which nobody knows how many instances had the load are no days without work. */
    @ParameterizedTest
    @CsvSource({"160, false, true", "159, false, false", "400, true, false"})
    void shouldRefuseWhileItIsNotKnownHowManyInstancesHadALoad(double most, boolean isScaled, boolean isRefused) {
        with.parameters = Map.of("minimum", "1", "desired", "2", "utilization", "80");
        with.longTermUse = new LongTermUse.GroupLoads(
                TODAY, Map.of(TODAY, 20.0), Map.of(TODAY.minusDays(40), most, TODAY.minusDays(50), 1.0), isScaled);

        assertThat(objection().contains("how many instances had the load of " + TODAY.minusDays(40)))
                .isEqualTo(isRefused);
        assertThat(objection().isEmpty()).isEqualTo(!isRefused);
    }

    private static LongTermUse loads(String daysAgo, double load, boolean isScaled) {
        Map<LocalDate, Double> busiest = new HashMap<>();
        for (int ago = 0; ago <= DaysAtWork.DAYS; ago++) {
            busiest.put(TODAY.minusDays(ago), 20.0);
        }
        Stream.of(daysAgo.split(" ")).forEach(ago -> busiest.put(TODAY.minusDays(Integer.parseInt(ago)), load));
        return new LongTermUse.GroupLoads(TODAY, busiest, Map.of(), isScaled);
    }

    private String firstGuard(GuardContext guardContext) {
        return guardEvaluator
                .evaluateStart(guardContext)
                .map(GuardResult::guard)
                .orElse("");
    }

    private GuardContext on(ResourceSnapshot planned, ResourceObservation now) {
        GuardContext instance = with.situation();
        return new GuardContext(
                instance.now(),
                instance.killSwitch(),
                instance.validUntil(),
                instance.findingOpen(),
                instance.rule(),
                new ActionOrder("act_1", with.arn, planned, with.parameters),
                Optional.of(now),
                instance.fresh(),
                instance.confirmation(),
                instance.lastFinished(),
                instance.demands(),
                instance.schedule(),
                instance.effectUnchanged(),
                instance.scope(),
                instance.rateLimits());
    }

    private String objection() {
        return new RecurringWorkGuard().refuse(with.situation()).orElse("");
    }

    private static LongTermUse used(String daysAgo, int judged) {
        Set<Integer> atWork =
                Stream.of(daysAgo.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
        DaysAtWork days = new DaysAtWork(TODAY);
        for (int ago = 0; ago <= DaysAtWork.DAYS; ago++) {
            days.add(TODAY.minusDays(ago), atWork.contains(ago));
        }
        return new LongTermUse.Known(days, judged);
    }
}
