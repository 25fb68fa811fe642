"""What comes of connecting somebody with support, as the person and their workers read it."""

from lodestar.rules.connections import ConnectionKind

FOR_WORKERS = {
    ConnectionKind.CONVERSATION: "We talked about it",
    ConnectionKind.INTRODUCTION: "I introduced them",
    ConnectionKind.GOING_ALONG: "Somebody goes along the first time",
    ConnectionKind.ATTENDED: "They went the first time",
    ConnectionKind.STAYED: "They stayed with it",
    ConnectionKind.TRIED: "They tried it",
    ConnectionKind.NOT_FOR_ME: "It is not for them",
    ConnectionKind.NOT_AVAILABLE: "It is not available",
    ConnectionKind.COULD_NOT_GET_THERE: "They could not get there",
    ConnectionKind.DID_NOT_WANT: "They did not want it",
}
FOR_THE_PERSON = {
    ConnectionKind.CONVERSATION: "You talked about it",
    ConnectionKind.INTRODUCTION: "Your worker introduced you",
    ConnectionKind.GOING_ALONG: "Somebody goes with you the first time",
    ConnectionKind.ATTENDED: "You went the first time",
    ConnectionKind.STAYED: "You stayed with it",
    ConnectionKind.TRIED: "You tried it",
    ConnectionKind.NOT_FOR_ME: "It is not for you",
    ConnectionKind.NOT_AVAILABLE: "It was not there for you",
    ConnectionKind.COULD_NOT_GET_THERE: "You could not get there",
    ConnectionKind.DID_NOT_WANT: "You did not want it",
}
