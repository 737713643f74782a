package dev.gleaner.actuator.action.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleInstanceTest {

    /** Hours in UTC are an hour off after a change to summer time, and only the approver knows whose clocks count. */
    @Test
    void shouldLetTheApproverChangeTheProposedHours() {
        List<EnteredParameter> entered = ScheduleParameters.entered(Map.of("on", "Mon-Fri 14:00-22:00", "zone", "UTC"));

        assertThat(entered)
                .extracting(EnteredParameter::name, EnteredParameter::required, EnteredParameter::proposed)
                .containsExactly(tuple("hours", false, "Mon-Fri 14:00-22:00"), tuple("zone", false, "UTC"));
        assertThat(ScheduleParameters.parse(Map.of(
                                "on",
                                "Mon-Fri 14:00-22:00",
                                "hours",
                                "Mon-Fri 09:00-17:00",
                                "zone",
                                "America/New_York"))
                        .text())
                .isEqualTo("America/New_York Mon Tue Wed Thu Fri 09:00-17:00");
    }

    @Test
    void shouldAskForHoursThatNobodyProposed() {
        assertThat(ScheduleParameters.entered(Map.of()))
                .extracting(EnteredParameter::name, EnteredParameter::required, EnteredParameter::proposed)
                .containsExactly(tuple("hours", true, null), tuple("zone", false, null));
    }

    @Test
    void shouldNotOfferToChangeARemedyThatIsInvalid() {
        assertThat(ScheduleParameters.entered(Map.of("on", "always", "zone", "UTC")))
                .isEmpty();
        assertThat(ScheduleParameters.entered(Map.of("lead", "1000"))).isEmpty();
    }

    @Test
    void shouldSayOnceThatEachStopLosesIt() {
        Ec2Instance planned = Seen.withAddress("g5.xlarge", true, new Ec2Instance.PublicAddress("203.0.113.7", false));

        assertThat(ScheduleInstance.action(OfflineClients.create()).irreversibleEffects(planned, Map.of()))
                .containsExactly(
                        "at each stop: its public address 203.0.113.7, what is only in its memory, what is on its"
                                + " instance-store volumes, its capacity: a later start can fail for lack of capacity");
    }
}
