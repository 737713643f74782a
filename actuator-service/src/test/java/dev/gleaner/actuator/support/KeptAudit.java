package dev.gleaner.actuator.support;

import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;

/** Tests after which the audit is intact. It is only ever added to, so that what one test breaks the last one shows. */
public interface KeptAudit {

    @AfterAll
    static void shouldHaveKeptTheAudit() {
        JsonNode report = verify();

        assertThat(report.path("intact").asBoolean()).as("%s", report).isTrue();
    }
}
