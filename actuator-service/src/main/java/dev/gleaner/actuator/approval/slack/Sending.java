package dev.gleaner.actuator.approval.slack;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Does what is to be done in a room, and keeps how it went. */
@ApplicationScoped
class Sending {

    private final MessageJobs messages;
    private final NoteJobs notes;
    private final DigestJobs digests;
    private final Rooms rooms;
    private final SlackMeters meters;

    Sending(MessageJobs messages, NoteJobs notes, DigestJobs digests, Rooms rooms, SlackMeters meters) {
        this.messages = messages;
        this.notes = notes;
        this.digests = digests;
        this.rooms = rooms;
        this.meters = meters;
    }

    /** Done too when Slack did not take it: it stays to be done. */
    Uni<Void> send(MessageChannel to, Job job) {
        return work(to, job)
                .flatMap(said -> said
                        ? rooms.used(job.room()).invoke(() -> meters.posted(job.kind()))
                        : Uni.createFrom().voidItem())
                .onFailure(SlackFailure.class)
                .recoverWithUni(failure -> failed(job, (SlackFailure) failure));
    }

    private Uni<Boolean> work(MessageChannel to, Job job) {
        return switch (job.kind()) {
            case MESSAGE -> messages.send(to, job.key());
            case NOTE -> notes.send(to, Long.parseLong(job.key()));
            case DIGEST -> digests.send(to, job.room(), job.key());
        };
    }

    private Uni<Void> failed(Job job, SlackFailure failure) {
        Log.warnf("Slack did not take a %s about %s, %s", job.kind().text(), job.key(), failure.getMessage());
        meters.failed(job.kind());
        return rooms.failed(job.room(), failure);
    }
}
