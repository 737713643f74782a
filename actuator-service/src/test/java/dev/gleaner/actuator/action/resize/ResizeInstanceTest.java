package dev.gleaner.actuator.action.resize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.PublicAddress;
import dev.gleaner.actuator.support.Seen;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeInstanceTest {

    private final ResizeInstance resize = new ResizeInstance(OfflineClients.create());
    private final RestoreSize restore = new RestoreSize(OfflineClients.create());

    @ParameterizedTest
    @ValueSource(strings = {"m5.xlarge", "", "large", "m5.large; drop", "M5.LARGE"})
    void shouldNotBeginWithASizeThatIsNone(String type) {
        Order order = order(type);

        assertThat(resize.steps().get(0).obstacle(order, seen("running", "m5.xlarge")))
                .isPresent();
        assertThat(resize.change(order.planned(), order.parameters()))
                .get()
                .extracting(Change::after)
                .isNull();
    }

    @Test
    void shouldNotBeginWhereTheRootIsNoEbsVolume() {
        Instance other = new Instance("running", "m5.xlarge", "instance-store", false, null, Map.of());

        assertThat(resize.steps().get(0).obstacle(order("m5.large"), Seen.of(other)))
                .isPresent();
        assertThat(resize.steps().get(0).obstacle(order("m5.large"), seen("running", "m5.xlarge")))
                .isEmpty();
    }

    /** Somebody started it after our stop: the type of a running instance can't be changed, and they need it. */
    @ParameterizedTest
    @CsvSource({"stopped, true", "running, false", "pending, false", "stopping, false"})
    void shouldChangeTheSizeOfAStoppedInstanceAlone(String state, boolean allowed) {
        assertThat(resize.steps()
                        .get(1)
                        .obstacle(order("m5.large"), seen(state, "m5.xlarge"))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"m5.xlarge, NOT_YET", "m5.large, DONE", "m5.4xlarge, CONTESTED"})
    void shouldJudgeASizeByWhatIsShown(String type, Progress expected) {
        Step size = resize.steps().get(1);

        assertThat(size.see(order("m5.large"), seen("stopped", "m5.xlarge"), seen("stopped", type)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"running, m5.xlarge, DONE", "stopped, m5.large, DONE", "running, m5.large, NOT_YET"})
    void shouldStopOnlyForAnotherSize(String state, String type, Progress expected) {
        Order order = order("m5.large");

        assertThat(restore.steps().get(0).see(order, seen(state, type), seen(state, type)))
                .isEqualTo(expected);
    }

    @Test
    void shouldNotTakeBackASizeThatSomebodyElseGave() {
        assertThat(restore.steps().get(0).obstacle(order("m5.large"), seen("running", "m5.4xlarge")))
                .get()
                .asString()
                .contains("m5.4xlarge");
    }

    /** What we left standing is started again; what somebody stopped since is theirs. */
    @Test
    void shouldStartOnlyWhatItselfLeftStopped() {
        Order finished = order("m5.large");
        Order unfinished = new Order(
                finished.action(),
                finished.target(),
                finished.planned(),
                Map.of("instanceType", "m5.large", Order.UNFINISHED, "failed"));

        assertThat(restore.steps().get(0).obstacle(finished, seen("stopped", "m5.large")))
                .isPresent();
        assertThat(restore.steps().get(0).obstacle(unfinished, seen("stopped", "m5.large")))
                .isEmpty();
        assertThat(restore.steps().get(0).obstacle(finished, seen("running", "m5.large")))
                .isEmpty();
    }

    @Test
    void shouldSayWhatARestartLoses() {
        Instance planned = new Instance(
                "running", "g5.xlarge", "ebs", false, null, Map.of(), true, new PublicAddress("203.0.113.7", false));
        Instance elastic = new Instance(
                "running", "m5.xlarge", "ebs", false, null, Map.of(), false, new PublicAddress("203.0.113.7", true));

        assertThat(resize.lost(planned, Map.of()).toString()).contains("203.0.113.7", "instance-store", "capacity");
        assertThat(resize.lost(elastic, Map.of()).toString()).doesNotContain("203.0.113.7", "instance-store");
    }

    private static Order order(String type) {
        return Seen.order(Map.of(), Map.of("instanceType", type));
    }

    private static InstanceSighting seen(String state, String type) {
        return Seen.of(Seen.instance(state, type, Map.of()));
    }
}
