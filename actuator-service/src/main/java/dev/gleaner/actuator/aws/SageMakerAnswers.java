package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Reads resources of SageMaker.
 *
 * @param notFound beginning of the answer that there is none of a name: the code of an invalid request, and a text that depends on the kind
 */
record SageMakerAnswers(ActuatorAwsClients clients, String notFound) {

    /** Empty only if SageMaker answered that there is none of the name. Any other error is a failure. */
    <T> Uni<Optional<T>> foundOrGone(Uni<T> answer) {
        return answer.map(Optional::of)
                .onFailure(failure ->
                        AwsError.isOne(failure) && AwsError.of(failure).text().startsWith(notFound))
                .recoverWithItem(Optional.empty());
    }

    /**
     * All tags of a resource.
     *
     * @param shownArn as SageMaker shows it, in the case in which its name was created
     */
    Uni<List<Tag>> tags(Arn arn, String shownArn) {
        return tags(arn, shownArn, null);
    }

    private Uni<List<Tag>> tags(Arn arn, String shownArn, @Nullable String token) {
        return ContextBoundUni.onWorker(() -> clients.sageMakerWithRetry(arn)
                        .listTags(request -> request.resourceArn(shownArn).nextToken(token)))
                .flatMap(answer -> answer.nextToken() == null
                        ? Uni.createFrom().item(answer.tags())
                        : tags(arn, shownArn, answer.nextToken())
                                .map(rest -> Stream.concat(answer.tags().stream(), rest.stream())
                                        .toList()));
    }
}
