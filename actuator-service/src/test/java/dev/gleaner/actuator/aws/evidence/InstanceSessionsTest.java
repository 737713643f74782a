package dev.gleaner.actuator.aws.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers of Systems Manager about sessions on an instance are worth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstanceSessionsTest {

    private static final Arn INSTANCE = Arn.instance("us-east-1", AnsweringAws.ACCOUNT, "i-1");

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws(Duration.ofSeconds(2));

    @Test
    void shouldAskForTheActiveSessionsOnTheInstance() {
        aws.answer("DescribeSessions", 200, "{\"Sessions\":[]}");

        assertThat(read()).isEqualTo(new InstanceSessions.None());
        assertThat(aws.requests("DescribeSessions"))
                .last()
                .asString()
                .contains("\"State\":\"Active\"", "{\"key\":\"Target\",\"value\":\"i-1\"}");
    }

    @Test
    void shouldNameWhoHasASessionSinceWhen() {
        aws.answer("DescribeSessions", 200, "{\"Sessions\":[" + session("i-1") + "]}");

        assertThat(read())
                .isEqualTo(new InstanceSessions.Open("role DataScientist", Instant.ofEpochSecond(1_760_000_000L)));
    }

    @Test
    void shouldNotTakeASessionOnAnotherInstanceForOneOnThis() {
        aws.answer("DescribeSessions", 200, "{\"Sessions\":[" + session("i-2") + "]}");

        assertThat(read()).isEqualTo(new InstanceSessions.None());
    }

    /** An empty page is not the last one. */
    @Test
    void shouldNotTakePagesWithoutEndForNoSession() {
        aws.answer("DescribeSessions", 200, "{\"Sessions\":[],\"NextToken\":\"more\"}");

        assertThat(read()).isEqualTo(new InstanceSessions.Unreadable("there are more than 5 pages of sessions"));
        assertThat(aws.requests("DescribeSessions")).last().asString().contains("\"NextToken\":\"more\"");
    }

    @Test
    void shouldSayWhichPermissionIsMissing() {
        aws.answer(
                "DescribeSessions",
                400,
                "{\"__type\":\"AccessDeniedException\",\"message\":\"not authorized to perform: ssm:DescribeSessions\"}");

        assertThat(read())
                .isEqualTo(new InstanceSessions.Unreadable(
                        "AccessDeniedException: not authorized to perform: ssm:DescribeSessions"));
    }

    /** Nothing is done before it is known; the action is tried again. */
    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void shouldFailWhileSystemsManagerFails(int status) {
        aws.answer("DescribeSessions", status, "{\"__type\":\"InternalServerError\",\"message\":\"later\"}");

        assertThatThrownBy(this::read)
                .satisfies(failure -> assertThat(AwsError.of(failure.getCause()).isRetryable())
                        .isTrue());
    }

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

    private InstanceSessions read() {
        return aws.on(() -> new InstanceSessions.Reader(aws.clients()).read(INSTANCE));
    }

    private static String session(String target) {
        return "{\"SessionId\":\"s-1\",\"Target\":\"" + target
                + "\",\"Status\":\"Connected\",\"StartDate\":1760000000,"
                + "\"Owner\":\"arn:aws:sts::123456789012:assumed-role/DataScientist/anna\"}";
    }
}
