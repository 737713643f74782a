package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.utils.DateUtils;

class AwsErrorTest {

    @ParameterizedTest
    @CsvSource({
        "RequestLimitExceeded, 503, THROTTLED",
        "Throttling, 400, THROTTLED",
        "SlowDown, 503, THROTTLED",
        "InternalError, 500, TRANSIENT",
        "Unavailable, 503, TRANSIENT",
        "RequestTimeTooSkewed, 403, TRANSIENT",
        "InsufficientInstanceCapacity, 500, CAPACITY",
        "IncorrectInstanceState, 400, CONFLICT",
        "OperationAborted, 409, CONFLICT",
        "InvalidInstanceID.NotFound, 400, GONE",
        "InvalidVpcEndpointId.NotFound, 400, GONE",
        "UnauthorizedOperation, 403, DENIED",
        "AccessDenied, 403, DENIED",
        "AuthFailure, 401, DENIED",
        "UnsupportedOperation, 400, REFUSED",
        "InvalidParameterValue, 400, REFUSED"
    })
    void shouldTellWhatAFaultMeans(String code, int status, AwsError.Kind kind) {
        AwsError awsError = AwsError.of(refused(code, status));

        assertThat(awsError.kind()).isEqualTo(kind);
        assertThat(awsError.text()).contains(code).contains("because");
    }

    /** What is a no is not asked again; everything else is looked at first each time. */
    @ParameterizedTest
    @EnumSource(AwsError.Kind.class)
    void shouldTakeOnlyANoForANo(AwsError.Kind kind) {
        assertThat(new AwsError(kind, "").isRetryable())
                .isEqualTo(kind != AwsError.Kind.DENIED && kind != AwsError.Kind.REFUSED);
    }

    /**
     * ClusterLabs/cluster-glue#35: a throttled question was taken for the answer that the node is off already. It says
     * nothing of the instance, least of all that it is not found.
     */
    @Test
    void shouldTakeAThrottledAnswerForNoAnswer() {
        Throwable throttled = refused("RequestLimitExceeded", 503);

        assertThat(AwsError.of(throttled).isRetryable()).isTrue();
        assertThat(AwsError.isNotFound(throttled)).isFalse();
    }

    /**
     * nib-health-funds/hammertime#29, cloud-custodian/cloud-custodian#463: the way back of a stop ended at the first "no
     * capacity". It is no refusal, and no sign that the instance is gone.
     */
    @ParameterizedTest
    @CsvSource({
        "InsufficientInstanceCapacity, 500",
        "InsufficientInstanceCapacity, 400",
        "InsufficientHostCapacity, 400"
    })
    void shouldNotGiveUpAStartForWhichThereIsNoCapacityNow(String code, int status) {
        Throwable full = refused(code, status);

        assertThat(AwsError.of(full).kind()).isEqualTo(AwsError.Kind.CAPACITY);
        assertThat(AwsError.of(full).isRetryable()).isTrue();
        assertThat(AwsError.isNotFound(full)).isFalse();
    }

    /**
     * aws/aws-sdk-java#519: EC2 says AuthFailure also of a signature by a clock that is off. With the clock right it is a no;
     * with the clock off it passes once that is set.
     */
    @ParameterizedTest
    @CsvSource({"0, DENIED", "20, TRANSIENT", "-20, TRANSIENT"})
    void shouldNotTakeAClockThatIsOffForANo(int minutes, AwsError.Kind kind) {
        Instant theirs = Instant.now().plus(Duration.ofMinutes(minutes));
        SdkHttpResponse answer = SdkHttpResponse.builder()
                .putHeader("Date", DateUtils.formatRfc822Date(theirs))
                .build();

        Throwable refused = Ec2Exception.builder()
                .statusCode(401)
                .clockSkew(Duration.ZERO)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AuthFailure")
                        .sdkHttpResponse(answer)
                        .build())
                .build();

        assertThat(AwsError.of(refused).kind()).isEqualTo(kind);
    }

    @Test
    void shouldTakeSilenceForSomethingThatPasses() {
        assertThat(AwsError.of(ApiCallTimeoutException.create(1000)).isRetryable())
                .isTrue();
        assertThat(AwsError.of(new CompletionException(SdkClientException.create("connection reset")))
                        .isRetryable())
                .isTrue();
    }

    @Test
    void shouldTakeAnAwsThatIsSwitchedOffForANo() {
        AwsError awsError = AwsError.of(new ActuatorAwsClients.AwsDisabledException());

        assertThat(awsError.isRetryable()).isFalse();
        assertThat(awsError.text()).contains("actuator.aws.enabled=false");
    }

    @Test
    void shouldTellSilenceFromAnswersAndFromWhatWasNotSent() {
        assertThat(AwsError.isUnanswered(new CompletionException(SdkClientException.create("connection reset"))))
                .isTrue();
        assertThat(AwsError.isUnanswered(ApiCallTimeoutException.create(1000))).isTrue();
        assertThat(AwsError.isUnanswered(refused("Unavailable", 503))).isFalse();
        assertThat(AwsError.isUnanswered(new SendDeadline.Passed())).isFalse();
        assertThat(AwsError.isUnanswered(new ActuatorAwsClients.AwsDisabledException()))
                .isFalse();
    }

    @Test
    void shouldNotHideOtherFailures() {
        assertThat(AwsError.isOne(new IllegalStateException())).isFalse();
        assertThatThrownBy(() -> AwsError.of(new IllegalStateException("bug"))).hasRootCauseMessage("bug");
    }

    @Test
    void shouldKnowAnInstanceThatEc2DoesNotFind() {
        assertThat(AwsError.isNotFound(refused("InvalidInstanceID.NotFound", 400)))
                .isTrue();
        assertThat(AwsError.isNotFound(refused("UnauthorizedOperation", 403))).isFalse();
        assertThat(AwsError.isNotFound(SdkClientException.create("reset"))).isFalse();
    }

    private static Throwable refused(String code, int status) {
        return Ec2Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("because")
                        .build())
                .build();
    }
}
