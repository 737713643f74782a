package dev.gleaner.systemtests.crash.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.contracts.audit.AuditEntry;
import java.lang.reflect.Constructor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the actuator's types, as the trigger reads them by the names of their methods. */
class HaltTriggerTest {

    private static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";

    @Test
    void shouldFindTheInstancesOfReportsOfWork() throws ReflectiveOperationException {
        Constructor<?> report =
                Class.forName("dev.gleaner.actuator.work.ReceivedReport").getDeclaredConstructors()[0];
        report.setAccessible(true);

        assertThat(HaltTrigger.subjects(List.of(report.newInstance(INSTANCE, null, Instant.EPOCH))))
                .containsExactly(HaltOrders.subject(INSTANCE, HaltOrders.WORK));
    }

    @Test
    void shouldFindTheResourcesOfAuditEntries() {
        AuditDraft entry = new AuditDraft("user:anna", AuditEntry.Kind.DECIDED, null, INSTANCE, Map.of());

        assertThat(HaltTrigger.subjects(List.of(entry))).containsExactly(HaltOrders.subject(INSTANCE, "decided"));
    }
}
