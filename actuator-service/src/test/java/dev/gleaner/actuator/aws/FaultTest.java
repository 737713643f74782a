package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class FaultTest {

    @ParameterizedTest
    @CsvSource({
        "RequestLimitExceeded, 503, true",
        "Throttling, 400, true",
        "InternalError, 500, true",
        "Unavailable, 503, true",
        "InsufficientInstanceCapacity, 400, true",
        "RequestTimeTooSkewed, 403, true",
        "UnauthorizedOperation, 403, false",
        "AccessDenied, 403, false",
        "AuthFailure, 401, false",
        "UnsupportedOperation, 400, false",
        "IncorrectInstanceState, 400, false",
        "InvalidInstanceID.NotFound, 400, false"
    })
    void shouldTellWhatPassesFromWhatIsANo(String code, int status, boolean retryable) {
        Fault fault = Fault.of(refused(code, status));

        assertThat(fault.retryable()).isEqualTo(retryable);
        assertThat(fault.text()).contains(code).contains("because");
    }

    /**
     * ClusterLabs/cluster-glue#35: a throttled question was taken for the answer that the node is off already. It says
     * nothing of the instance, least of all that it is not found.
     */
    @Test
    void shouldTakeAThrottledAnswerForNoAnswer() {
        Throwable throttled = refused("RequestLimitExceeded", 503);

        assertThat(Fault.of(throttled).retryable()).isTrue();
        assertThat(Fault.isNotFound(throttled)).isFalse();
    }

    @Test
    void shouldTakeSilenceForSomethingThatPasses() {
        assertThat(Fault.of(ApiCallTimeoutException.create(1000)).retryable()).isTrue();
        assertThat(Fault.of(new CompletionException(SdkClientException.create("connection reset")))
                        .retryable())
                .isTrue();
    }

    @Test
    void shouldTakeAnAwsThatIsSwitchedOffForANo() {
        Fault fault = Fault.of(new AwsSwitchedOff());

        assertThat(fault.retryable()).isFalse();
        assertThat(fault.text()).contains("actuator.aws.enabled=false");
    }

    @Test
    void shouldNotHideOtherFailures() {
        assertThat(Fault.isOne(new IllegalStateException())).isFalse();
        assertThatThrownBy(() -> Fault.of(new IllegalStateException("bug"))).hasRootCauseMessage("bug");
    }

    @Test
    void shouldKnowAnInstanceThatEc2DoesNotFind() {
        assertThat(Fault.isNotFound(refused("InvalidInstanceID.NotFound", 400))).isTrue();
        assertThat(Fault.isNotFound(refused("UnauthorizedOperation", 403))).isFalse();
        assertThat(Fault.isNotFound(SdkClientException.create("reset"))).isFalse();
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
