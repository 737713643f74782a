package dev.gleaner.actuator.console;

import dev.gleaner.actuator.approval.DecisionNotAcceptedException;
import dev.gleaner.actuator.approval.exemption.ExemptionService.ExemptionNotFoundException;
import dev.gleaner.actuator.audit.keys.HeadSigner;
import dev.gleaner.actuator.audit.verify.AuditVerifier;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.execution.ActionService;
import dev.gleaner.actuator.spend.SpendPeriod;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions to status and body of the response. */
class ConsoleExceptionMapper {

    private static final int UNPROCESSABLE = 422;

    @ServerExceptionMapper
    Response notAccepted(DecisionNotAcceptedException problem) {
        return answer(
                switch (problem.reason()) {
                    case MALFORMED -> Response.Status.BAD_REQUEST.getStatusCode();
                    case UNKNOWN_FINDING -> Response.Status.NOT_FOUND.getStatusCode();
                    case STALE, IMPOSSIBLE -> Response.Status.CONFLICT.getStatusCode();
                    case NO_SUCH_ACTION, FORBIDDEN, PARAMETERS -> UNPROCESSABLE;
                    case NOT_AN_APPROVER -> Response.Status.FORBIDDEN.getStatusCode();
                },
                problem);
    }

    @ServerExceptionMapper({InvalidRequestException.class, SpendPeriod.InvalidPeriodException.class})
    Response badRequest(Throwable problem) {
        return answer(Response.Status.BAD_REQUEST.getStatusCode(), problem);
    }

    @ServerExceptionMapper({ActionRepository.NotFoundException.class, ExemptionNotFoundException.class})
    Response notFound(Throwable problem) {
        return answer(Response.Status.NOT_FOUND.getStatusCode(), problem);
    }

    @ServerExceptionMapper({ActionService.NotUndoableException.class, HeadSigner.HeadNotSignedException.class})
    Response conflict(Throwable problem) {
        return answer(Response.Status.CONFLICT.getStatusCode(), problem);
    }

    /** Not 503: it may have been done, so that nobody should simply repeat it. */
    @ServerExceptionMapper
    Response unknownOutcome(RequestTransaction.UnknownOutcomeException problem) {
        return answer(Response.Status.INTERNAL_SERVER_ERROR.getStatusCode(), problem);
    }

    @ServerExceptionMapper
    Response notVerifiable(AuditVerifier.NotVerifiableException problem) {
        return answer(Response.Status.SERVICE_UNAVAILABLE.getStatusCode(), problem);
    }

    private static Response answer(int status, Throwable problem) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorBody(String.valueOf(problem.getMessage())))
                .build();
    }

    /** JSON body of an error response. */
    record ErrorBody(String error) {}

    /** A request with an invalid parameter or body. */
    static final class InvalidRequestException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidRequestException(String text) {
            super(text);
        }
    }
}
