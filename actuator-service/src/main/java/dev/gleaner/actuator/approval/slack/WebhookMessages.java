package dev.gleaner.actuator.approval.slack;

import com.google.gson.JsonObject;
import com.slack.api.util.json.GsonFactory;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Messages by an incoming webhook: they can be changed for half an hour after somebody clicked, and not otherwise. */
final class WebhookMessages implements MessageChannel {

    /** The one room there is; its channel is not told. */
    static final String ROOM = "webhook";

    private final Hooks hooks;
    private final URI webhook;

    WebhookMessages(Hooks hooks, URI webhook) {
        this.hooks = hooks;
        this.webhook = webhook;
    }

    @Override
    public Uni<Posted> post(Envelope envelope) {
        return hooks.post(webhook, json(envelope.message(), false)).replaceWith(Posted.SOMEWHERE);
    }

    @Override
    public Uni<Optional<Posted>> find(Envelope envelope, Instant since) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Void> update(Due due, Message message) {
        return due.responseUrl()
                .map(address -> hooks.post(address, json(message, true)))
                .orElse(Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> update(Posted left, Message message) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<String>> link(Posted posted) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public boolean remembers() {
        return false;
    }

    @Override
    public Optional<String> room(Channels channels, Finding.Owner owner) {
        return channels.isOwn(owner) ? Optional.empty() : Optional.of(ROOM);
    }

    private static String json(Message message, boolean replaces) {
        JsonObject json = new JsonObject();
        json.addProperty("text", message.text());
        json.add("blocks", GsonFactory.createSnakeCase().toJsonTree(message.blocks()));
        if (replaces) {
            json.addProperty("replace_original", true);
        }
        return json.toString();
    }
}
