package praisonai.platform.server;

import praisonai.platform.json.Doc;
import praisonai.platform.workspace.CreatedInvitation;

/** A new invitation and the link to give to whom it is for. The link is shown this once. */
public record InvitationLink(
        @Doc("The invitation, with its token.") CreatedInvitation invitation,
        @Doc(
                        value =
                                "The link. The token stands behind the #, so that it reaches no"
                                        + " server's log.",
                        example = "https://tracker.example.org/invitations/accept#token=…")
                String url) {
    static InvitationLink of(CreatedInvitation invitation, String publicUrl) {
        return new InvitationLink(
                invitation, publicUrl + "/invitations/accept#token=" + invitation.token());
    }
}
