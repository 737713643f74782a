package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceSessionsTest {

    /** A session name of a role is often the address of a person. */
    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::123456789012:assumed-role/DataScientist/anna@example.com, role DataScientist",
        "arn:aws:iam::123456789012:user/team/anna, user anna",
        "arn:aws:iam::123456789012:root, the root user",
        "arn:aws:sts::123456789012:federated-user/anna, someone",
        "anna@example.com, someone"
    })
    void shouldNameTheRoleOrUserAndNoSessionName(String owner, String name) {
        assertThat(InstanceSessions.Reader.owner(owner)).isEqualTo(name);
    }

    @Test
    void shouldNotFailWithoutAnOwner() {
        assertThat(InstanceSessions.Reader.owner(null)).isEqualTo("someone");
    }
}
