package dev.gleaner.actuator.action.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleInstanceTest {

    @Test
    void shouldSayOnceThatEachStopLosesIt() {
        Ec2Instance planned = new Ec2Instance(
                "running",
                "g5.xlarge",
                "ebs",
                false,
                null,
                Map.of(),
                true,
                new Ec2Instance.PublicAddress("203.0.113.7", false));

        assertThat(new ScheduleInstance(OfflineClients.create()).irreversibleEffects(planned, Map.of()))
                .containsExactly(
                        "at each stop: its public address 203.0.113.7, what is only in its memory, what is on its"
                                + " instance-store volumes, its capacity: a later start can fail for lack of capacity");
    }
}
