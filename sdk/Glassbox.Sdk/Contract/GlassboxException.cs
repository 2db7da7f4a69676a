namespace Glassbox;

/// <summary>A mistake of the caller that one sentence explains. Hosts print <see cref="Exception.Message"/> alone, without a stack trace.</summary>
/// <param name="message">One sentence that says what is wrong and, where there is one, the nearest right answer.</param>
/// <param name="innerException">What led to it, shown with <c>--trace</c> only.</param>
public class GlassboxException(string message, Exception? innerException = null) : Exception(message, innerException);
