package dev.gleaner.actuator.action.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.Seen;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeInstanceTest {

    private final ActionDefinition<Ec2Instance.Observation> resize =
            ResizeInstance.action(OfflineClients.create(), BeforeStopFactories.create(OfflineClients.create()));
    private final ActionDefinition<Ec2Instance.Observation> restore =
            ResizeInstance.undo(OfflineClients.create(), BeforeStopFactories.create(OfflineClients.create()));

    @ParameterizedTest
    @ValueSource(strings = {"m5.xlarge", "", "large", "m5.large; drop", "M5.LARGE"})
    void shouldNotBeginWithASizeThatIsNone(String type) {
        ActionOrder order = order(type);

        assertThat(resize.steps(order("m5.large")).get(0).obstacle(order, seen("running", "m5.xlarge")))
                .isPresent();
        assertThat(resize.change(order.planned(), order.parameters()))
                .get()
                .extracting(DocumentChange::after)
                .isNull();
    }

    @Test
    void shouldNotBeginWhereTheRootIsNoEbsVolume() {
        Ec2Instance other = new Ec2Instance("running", "m5.xlarge", "instance-store", false, null, Map.of());

        assertThat(resize.steps(order("m5.large")).get(0).obstacle(order("m5.large"), Seen.of(other)))
                .isPresent();
        assertThat(resize.steps(order("m5.large")).get(0).obstacle(order("m5.large"), seen("running", "m5.xlarge")))
                .isEmpty();
    }

    /** Somebody started it after our stop: the type of a running instance can't be changed, and they need it. */
    @ParameterizedTest
    @CsvSource({"stopped, true", "running, false", "pending, false", "stopping, false"})
    void shouldChangeTheSizeOfAStoppedInstanceAlone(String state, boolean allowed) {
        assertThat(resize.steps(order("m5.large"))
                        .get(1)
                        .obstacle(order("m5.large"), seen(state, "m5.xlarge"))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"m5.xlarge, NOT_YET", "m5.large, DONE", "m5.4xlarge, CONTESTED"})
    void shouldJudgeASizeByWhatIsShown(String type, StepProgress expected) {
        ActionStep<Ec2Instance.Observation> size =
                resize.steps(order("m5.large")).get(1);

        assertThat(size.evaluateProgress(order("m5.large"), seen("stopped", "m5.xlarge"), seen("stopped", type)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"running, m5.xlarge, DONE", "stopped, m5.large, DONE", "running, m5.large, NOT_YET"})
    void shouldStopOnlyForAnotherSize(String state, String type, StepProgress expected) {
        ActionOrder order = order("m5.large");

        assertThat(restore.steps(order("m5.large"))
                        .get(0)
                        .evaluateProgress(order, seen(state, type), seen(state, type)))
                .isEqualTo(expected);
    }

    @Test
    void shouldNotTakeBackASizeThatSomebodyElseGave() {
        assertThat(restore.steps(order("m5.large")).get(0).obstacle(order("m5.large"), seen("running", "m5.4xlarge")))
                .get()
                .asString()
                .contains("m5.4xlarge");
    }

    /** What we left standing is started again; what somebody stopped since is theirs. */
    @Test
    void shouldStartOnlyWhatItselfLeftStopped() {
        ActionOrder finished = order("m5.large");
        ActionOrder unfinished = new ActionOrder(
                finished.action(),
                finished.target(),
                finished.planned(),
                Map.of("instanceType", "m5.large", ActionOrder.UNFINISHED, "failed"));

        assertThat(restore.steps(order("m5.large")).get(0).obstacle(finished, seen("stopped", "m5.large")))
                .isPresent();
        assertThat(restore.steps(order("m5.large")).get(0).obstacle(unfinished, seen("stopped", "m5.large")))
                .isEmpty();
        assertThat(restore.steps(order("m5.large")).get(0).obstacle(finished, seen("running", "m5.large")))
                .isEmpty();
    }

    @Test
    void shouldSayWhatARestartLoses() {
        Ec2Instance planned = Seen.withAddress("g5.xlarge", true, new Ec2Instance.PublicAddress("203.0.113.7", false));
        Ec2Instance elastic = Seen.withAddress("m5.xlarge", false, new Ec2Instance.PublicAddress("203.0.113.7", true));

        assertThat(resize.irreversibleEffects(planned, Map.of()).toString())
                .contains("203.0.113.7", "instance-store", "capacity");
        assertThat(resize.irreversibleEffects(elastic, Map.of()).toString())
                .doesNotContain("203.0.113.7", "instance-store");
    }

    private static ActionOrder order(String type) {
        return Seen.order(Map.of(), Map.of("instanceType", type));
    }

    private static Ec2Instance.Observation seen(String state, String type) {
        return Seen.of(Seen.instance(state, type, Map.of()));
    }
}
