package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * The two calls by which a service changes tags of its resources one by one.
 *
 * @param add the call that adds tags, in the form of IAM
 * @param remove the call that removes tags, in the same form
 */
public record TagCalls(String add, Request adding, String remove, Request removing) {

    /** Of EC2. Because the request to remove contains the values, EC2 deletes a tag only if it still has this value. */
    static final TagCalls EC2 = new TagCalls(
            "ec2:CreateTags",
            (clients, target, tags) -> clients.ec2(target)
                    .createTags(request -> request.resources(target.id()).tags(Ec2TagMapper.toList(tags))),
            "ec2:DeleteTags",
            (clients, target, tags) -> clients.ec2(target)
                    .deleteTags(request -> request.resources(target.id()).tags(Ec2TagMapper.toList(tags))));

    /** Sends one of the calls. */
    @FunctionalInterface
    public interface Request {

        /** The answer to the call for these tags. */
        CompletableFuture<? extends AwsResponse> send(ActuatorAwsClients clients, Arn target, Map<String, String> tags);
    }
}
